import assert from "node:assert/strict";
import { createDocuments, GONE } from "../../../../inspector/capture/documents.ts";
import type { Captured } from "../../../../inspector/log/source.ts";

const LINKED = { is: "linked", at: 1, partner: 1, probe: "p" } as const;

/** Documents at 5 s, and the entries that they have captured. */
function someDocuments() {
  const captured: Captured[] = [];
  const closed: string[] = [];
  const waiting: (() => void)[] = [];
  const documents = createDocuments((more) => captured.push(...more), {
    now: () => 5_000,
    closed: ({ documentId }) => {
      closed.push(documentId);
      return new Promise<void>((resolve) => waiting.push(resolve));
    },
  });
  /** Lets enough time pass for a document to open another port. */
  const pass = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  /** Opens a port of a document. */
  function port(documentId = "D") {
    const source = { tabId: 1, frameId: 0, documentId, origin: "https://client.example" };
    const sent: object[] = [];
    let listeners: { batch(message: unknown): void; gone(): void } | undefined;
    documents.open({
      source,
      watch(batch, gone) {
        listeners = { batch, gone };
      },
      send: (request) => sent.push(request),
    });
    return {
      source,
      sent,
      tell: (from: number, count: number) => listeners?.batch({ from, entries: Array(count).fill(LINKED) }),
      say: (message: unknown) => listeners?.batch(message),
      close: () => listeners?.gone(),
    };
  }
  const numbers = () => captured.map((each) => (each.is === "entry" ? each.number : each.is));
  return { documents, port, captured, closed, pass, numbers };
}

describe("a document that reports to the inspector", () => {
  it("has its entries captured in order, with their numbers and source", () => {
    const { port, captured, documents } = someDocuments();
    const { tell, source } = port();
    tell(0, 1);
    tell(1, 1);
    assert.deepEqual(captured, [
      { is: "entry", source, number: 0, entry: LINKED },
      { is: "entry", source, number: 1, entry: LINKED },
    ]);
    assert.deepEqual(documents.counts(), { dropped: 0, fellOut: 0, missed: 0 });
  });

  it("shows by its first number how many entries were dropped before, and by later ones how many did not arrive", () => {
    const { port, documents, numbers } = someDocuments();
    const { tell } = port();
    tell(50, 2);
    assert.deepEqual(documents.counts(), { dropped: 0, fellOut: 50, missed: 0 });
    tell(55, 1);
    assert.deepEqual(documents.counts(), { dropped: 0, fellOut: 50, missed: 3 });
    assert.deepEqual(numbers(), [50, 51, 55]);
  });

  it("does not count an invalid entry as missing, but separately", () => {
    const { port, documents, numbers } = someDocuments();
    const { say, tell } = port();
    say({ from: 0, entries: [LINKED, "nonsense"] });
    tell(2, 1);
    say("nonsense");
    assert.deepEqual(numbers(), [0, 2]);
    assert.deepEqual(documents.counts(), { dropped: 2, fellOut: 0, missed: 0 });
  });

  it("has an entry ignored if its number was used before", () => {
    const { port, documents, numbers } = someDocuments();
    const { tell } = port();
    tell(0, 3);
    tell(1, 3);
    assert.deepEqual(numbers(), [0, 1, 2, 3]);
    assert.equal(documents.counts().dropped, 2);
  });

  it("may repeat entries on another port, and each is captured once", () => {
    const { port, documents, numbers } = someDocuments();
    port().tell(0, 3);
    port().tell(0, 4);
    assert.deepEqual(numbers(), [0, 1, 2, 3]);
    assert.deepEqual(documents.counts(), { dropped: 0, fellOut: 0, missed: 0 });
  });

  it("continues once it is back, and nothing counts as dropped or missed", async () => {
    const { port, pass, numbers, documents } = someDocuments();
    const before = port();
    before.tell(0, 2);
    before.close();
    await pass();
    port().tell(2, 1);
    assert.deepEqual(numbers(), [0, 1, "gone", 2]);
    assert.deepEqual(documents.counts(), { dropped: 0, fellOut: 0, missed: 0 });
  });

  it("is remembered among the last thousand that are gone, however many a page loads", async () => {
    const { port, pass, documents } = someDocuments();
    for (let number = 0; number <= GONE; number += 1) {
      const { tell, close } = port(`document ${number}`);
      tell(0, 2);
      close();
      await pass();
    }
    port(`document ${GONE}`).tell(2, 1);
    assert.equal(documents.counts().fellOut, 0);
    port("document 0").tell(2, 1);
    assert.equal(documents.counts().fellOut, 2);
  });

  it("is gone once its port is closed, and another document starts over", async () => {
    const { port, captured, closed, pass, numbers, documents } = someDocuments();
    const { tell, close, source } = port();
    tell(0, 1);
    close();
    await pass();
    assert.deepEqual(closed, ["D"]);
    assert.deepEqual(captured.at(-1), { is: "gone", source, at: 5_000 });
    port("E").tell(0, 1);
    assert.deepEqual(numbers(), [0, "gone", 0]);
    assert.equal(documents.counts().missed, 0);
  });

  it("is not gone if another inspector took its port and it opens another in time", async () => {
    const { port, pass, numbers, documents } = someDocuments();
    const first = port();
    first.tell(0, 2);
    first.close();
    port().tell(0, 4);
    await pass();
    assert.deepEqual(numbers(), [0, 1, 2, 3]);
    assert.deepEqual(documents.counts(), { dropped: 0, fellOut: 0, missed: 0 });
  });

  it("continues on another port for a later inspector", async () => {
    const { port, closed, pass, numbers, documents } = someDocuments();
    const first = port();
    first.tell(0, 2);
    const second = port();
    first.close();
    await pass();
    second.tell(2, 1);
    assert.deepEqual([numbers(), closed], [[0, 1, 2], []]);
    assert.equal(documents.counts().missed, 0);
  });

  it("can have a request sent in its name while it exists", async () => {
    const { port, pass, documents } = someDocuments();
    const { sent, close } = port();
    assert.equal(documents.send("another", { action: "x" }), false);
    assert.equal(documents.send("D", { action: "x" }), true);
    close();
    await pass();
    assert.equal(documents.send("D", { action: "y" }), false);
    assert.deepEqual(sent, [{ action: "x" }]);
  });
});
