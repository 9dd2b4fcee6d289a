import assert from "node:assert/strict";

/** `while-open.ts` in a page of its own, whose coming and going the test tells it. */
async function page() {
  const window = new EventTarget();
  const { addEventListener } = globalThis;
  globalThis.addEventListener = window.addEventListener.bind(window);
  try {
    const { whileOpen } = await import(`../../../ui/while-open.ts?page=${pages++}`);
    const tell = (type: string) => window.dispatchEvent(new Event(type));
    return { tell, whileOpen: whileOpen as typeof import("../../../ui/while-open.ts").whileOpen };
  } finally {
    globalThis.addEventListener = addEventListener;
  }
}
let pages = 0;

describe("a question of a page", () => {
  it("is asked with its words while the page is open, in the same moment, and has its answer", async () => {
    const { whileOpen } = await page();
    const asked: string[] = [];
    const answer = whileOpen(async (word: string) => asked.push(word))("hello");
    assert.deepEqual(asked, ["hello"]);
    assert.equal(await answer, 1);
  });

  it("is not asked any more once the page is closing, and rejects", async () => {
    const { tell, whileOpen } = await page();
    let asked = 0;
    const ask = whileOpen(async () => {
      asked += 1;
    });
    tell("pagehide");
    await assert.rejects(ask(), /closing/);
    assert.equal(asked, 0);
  });

  it("is asked again where the user goes back to the page", async () => {
    const { tell, whileOpen } = await page();
    tell("pagehide");
    tell("pageshow");
    assert.equal(await whileOpen(async () => "answer")(), "answer");
  });

  it("rejects where the browser throws", async () => {
    const { whileOpen } = await page();
    const ask = whileOpen(() => {
      throw new Error("cannot send at the moment");
    });
    await assert.rejects(ask(), /cannot send/);
  });
});
