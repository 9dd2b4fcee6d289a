import assert from "node:assert/strict";
import { createLedger, LedgerFullError } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { responseTo } from "../../../../src/background/widgets/responses.ts";
import { bytesIn, memoryStore } from "../memory-store.ts";

const DAY = 86_400_000;
const KB = 1_000;
const NOW = 1_000_000;
const anywhere = () => true;
const outside = (partition: string) => partition !== "private";

const intent = (id: string, over: Partial<LedgerEntry> = {}): Omit<LedgerEntry, "state"> => ({
  id,
  delay: 8_000,
  intendedAt: NOW,
  partition: "default",
  client: "https://client.example",
  account: { userId: "@alice:x", homeserver: "https://hs.example" },
  widget: { id: "w", origin: "https://widget.example" },
  roomId: "!r:x",
  type: "com.example.t",
  content: { body: "hi" },
  ...over,
});
/** Content of a little more than this many thousand bytes. */
const large = (kilobytes: number) => ({ body: "x".repeat(kilobytes * KB) });

function ledgerOver(stores = { persistent: memoryStore(), inMemory: memoryStore() }) {
  const clock = { now: NOW };
  const ledger = createLedger(stores, { now: () => clock.now, changed: () => {} });
  async function pending(id: string, over: Partial<LedgerEntry> = {}): Promise<void> {
    await ledger.intend(intent(id, over));
    await ledger.record(id, { kind: "accepted", delayId: `d ${id}`, at: clock.now });
  }
  async function cancelled(id: string, over: Partial<LedgerEntry> = {}): Promise<void> {
    await pending(id, over);
    await ledger.record(id, { kind: "updated", action: "cancel", by: "widget", at: clock.now });
  }
  /** Schedules until there is no space, at most 100 times. @returns how often there was space */
  async function fill(name: string, over: (round: number) => Partial<LedgerEntry>): Promise<number> {
    for (let round = 0; round < 100; round += 1)
      try {
        await pending(`${name} ${round}`, over(round));
      } catch (error) {
        assert.ok(error instanceof LedgerFullError);
        return round;
      }
    return 100;
  }
  const idsIn = async () => (await ledger.all()).map(({ id }) => id);
  return { ...stores, stores, clock, ledger, pending, cancelled, fill, idsIn };
}

describe("the content of a delay", () => {
  for (const [state, end] of [
    ["cancelled", { kind: "updated", action: "cancel", by: "widget", at: NOW }],
    ["sent", { kind: "found", at: NOW }],
    ["dropped", { kind: "nowhere", at: NOW }],
  ] as const)
    it(`is not kept once the delay is ${state}`, async () => {
      const { ledger, pending, persistent } = ledgerOver();
      await pending("1");
      await ledger.record("1", end);
      const stored = persistent.values.get("delay 1") as LedgerEntry;
      assert.deepEqual(
        [stored.state, stored.content, (await ledger.get("1"))?.content],
        [state, undefined, undefined],
      );
    });

  it("is not kept after a refusal", async () => {
    const { ledger } = ledgerOver();
    await ledger.intend(intent("1"));
    await ledger.record("1", { kind: "refused", error: "no", at: NOW });
    assert.equal((await ledger.get("1"))?.content, undefined);
  });

  it("is kept while the delay is intended, pending, due or gone, because its end is searched for in the room", async () => {
    const { ledger, pending, clock } = ledgerOver();
    await ledger.intend(intent("intended"));
    await pending("pending");
    await pending("gone");
    await ledger.record("gone", { kind: "missing", at: NOW });
    clock.now += 9_000;
    await ledger.note("pending", { checks: 9, checkedAt: clock.now });
    for (const { id, content } of await ledger.all()) assert.deepEqual(content, { body: "hi" }, id);
  });

  it("is kept until all checks whether to withdraw the event are done", async () => {
    const { ledger } = ledgerOver();
    await ledger.intend(intent("1"));
    await ledger.record("1", { kind: "unanswered", error: "no answer", at: NOW });
    for (const checks of [0, 1]) {
      await ledger.note("1", { checks });
      assert.deepEqual((await ledger.get("1"))?.content, { body: "hi" });
    }
    await ledger.note("1", { checks: 2 });
    assert.equal((await ledger.get("1"))?.content, undefined);
  });

  it("is kept until the event is resent, or cannot be", async () => {
    const { ledger, pending } = ledgerOver();
    const resend = { transactionId: "t", notBefore: NOW };
    for (const id of ["sent", "refused"]) {
      await pending(id);
      await ledger.record(id, { kind: "nowhere", at: NOW });
      await ledger.note(id, { resend, content: { body: "hi" } });
      await ledger.note(id, { resend: { ...resend, notBefore: NOW + 1 } });
      assert.deepEqual((await ledger.get(id))?.content, { body: "hi" });
    }
    await ledger.record("sent", { kind: "found", at: NOW, resent: true });
    await ledger.note("refused", { resend: undefined, error: "no" });
    for (const { id, content } of await ledger.all()) assert.equal(content, undefined, id);
  });
});

describe("a widget that schedules large events", () => {
  it("leaves space for others if it cancels each event, even after the worker dies", async () => {
    const persistent = Object.assign(memoryStore(), { mostBytes: 10_485_760 });
    const { stores, cancelled } = ledgerOver({ persistent, inMemory: memoryStore() });
    for (let round = 0; round < 200; round += 1)
      await cancelled(String(round), {
        content: large(64),
        widget: { id: `w${round}`, origin: "https://evil.example" },
      });
    assert.ok(bytesIn(persistent.values) < 100 * KB);
    await ledgerOver(stores).pending("other", { client: "https://other.example" });
  });

  it("is refused once it has half a megabyte pending, unlike other widgets of its client", async () => {
    const { fill, pending, idsIn } = ledgerOver();
    assert.equal(await fill("large", () => ({ content: large(60) })), 8);
    await pending("other", { widget: { id: "other", origin: "https://widget.example" }, content: large(60) });
    assert.equal((await idsIn()).length, 9);
  });

  it("is refused under any id and any port of its client once these have a megabyte pending, unlike other clients", async () => {
    const { fill, pending } = ledgerOver();
    const names = (round: number) => ({
      content: large(60),
      client: `https://client.example:${8000 + round}`,
      widget: { id: `w${round}`, origin: `https://widget.example:${round}` },
    });
    assert.equal(await fill("large", names), 17);
    await pending("same name, other partition", { ...names(0), partition: "firefox-container-1" });
    await pending("other client", { client: "https://other.example", content: large(60) });
  });

  it("can schedule again once one of its delays has ended", async () => {
    const { fill, ledger } = ledgerOver();
    await fill("large", () => ({ content: large(60) }));
    await ledger.record("large 3", { kind: "updated", action: "send", by: "user", at: NOW });
    await ledger.intend(intent("again", { content: large(60) }));
    await assert.rejects(ledger.intend(intent("and again", { content: large(60) })), LedgerFullError);
  });

  it("is told so in the feature's usual error", async () => {
    assert.deepEqual(await responseTo(new LedgerFullError(), { failure: "Error sending event" }), {
      error: { message: "Error sending event: too much is scheduled already" },
    });
  });

  it("is refused once all clients together have six megabytes pending, and these are kept", async () => {
    const { fill, ledger, idsIn } = ledgerOver();
    let taken = 0;
    for (const name of ["a", "b", "c", "d", "e", "f", "g", "h"])
      taken += await fill(name, (round) => ({
        client: `https://${name}.example`,
        widget: { id: `w${round}`, origin: "https://w.example" },
        content: large(60),
      }));
    assert.equal(taken, (await idsIn()).length);
    assert.ok(taken > 5.5e6 / 62_000 && taken < 6.4e6 / 62_000, String(taken));
    assert.equal((await ledger.shortage(anywhere))?.of, "all");
  });

  it("can still use its host's delay when space runs out, but the ledger does not keep the delay", async () => {
    const { fill, ledger } = ledgerOver();
    await fill("large", () => ({ content: large(60) }));
    await ledger.adopt(intent("adopted", { content: large(60) }), "d", NOW);
    assert.equal(await ledger.get("adopted"), undefined);
  });

  it("cannot use its host's delay if that is too large in other ways", async () => {
    const { ledger } = ledgerOver();
    await ledger.adopt(intent("adopted"), "d".repeat(100 * KB), NOW);
    assert.deepEqual(await ledger.all(), []);
  });

  it("can use its host's delay if the content is too large for any event, and the content is not kept", async () => {
    const { ledger } = ledgerOver();
    await ledger.adopt(intent("adopted", { content: large(900) }), "d", NOW);
    assert.deepEqual(
      [(await ledger.get("adopted"))?.state, (await ledger.get("adopted"))?.content],
      ["pending", undefined],
    );
  });
});

describe("an ended delay", () => {
  it("is forgotten, the oldest first, when the same widget needs space", async () => {
    const { ledger, clock, pending, idsIn } = ledgerOver();
    for (let round = 0; round < 10; round += 1) {
      clock.now += 1;
      await pending(`gone ${round}`, { content: large(60) }).catch(() => undefined);
      await ledger.record(`gone ${round}`, { kind: "missing", at: clock.now });
    }
    // Nobody has checked their outcome within a day, because their account has no session here.
    clock.now += DAY;
    await pending("other", { widget: { id: "other", origin: "https://widget.example" } });
    for (const id of ["new 1", "new 2"]) await pending(id, { content: large(60) });
    const ids = await idsIn();
    assert.deepEqual(
      [ids.includes("gone 0"), ids.includes("gone 1"), ids.includes("gone 7")],
      [false, false, true],
    );
  });

  it("is not forgotten for a new event within a day while its outcome is unchecked", async () => {
    const { ledger, clock, fill, pending, idsIn } = ledgerOver();
    const taken = await fill("gone", () => ({ content: large(60) }));
    for (const { id } of await ledger.all()) await ledger.record(id, { kind: "missing", at: NOW });
    clock.now += DAY - 1;
    await assert.rejects(pending("new", { content: large(60) }), LedgerFullError);
    assert.equal((await idsIn()).length, taken);
  });

  it("is never forgotten, however old, while its event is to be resent", async () => {
    const { ledger, clock, pending } = ledgerOver();
    await pending("resend-due");
    await ledger.record("resend-due", { kind: "nowhere", at: NOW });
    await ledger.note("resend-due", { resend: { transactionId: "t", notBefore: NOW }, content: {} });
    clock.now += 2 * DAY;
    await ledger.clearEnded(anywhere);
    assert.equal((await ledger.get("resend-due"))?.id, "resend-due");
  });

  it("is not forgotten for another widget's or another client's event", async () => {
    const { ledger, cancelled, clock, idsIn } = ledgerOver();
    await cancelled("mine");
    for (let round = 0; round < 120; round += 1) {
      clock.now += 1;
      await cancelled(`its ${round}`, {
        client: "https://other.example",
        widget: { id: `w${round}`, origin: "null" },
      });
    }
    for (let round = 0; round < 60; round += 1) {
      clock.now += 1;
      await cancelled(`near ${round}`, { widget: { id: "near", origin: "https://widget.example" } });
    }
    const ids = await idsIn();
    const count = (name: string) => ids.filter((id) => id.startsWith(name)).length;
    assert.deepEqual([count("mine"), count("its"), count("near")], [1, 100, 50]);
    assert.equal((await ledger.get("its 19"))?.id, undefined);
  });

  it("is cleared at the user's request, unless its event may still be sent", async () => {
    const { ledger, persistent, inMemory, pending, cancelled, idsIn } = ledgerOver();
    await pending("pending");
    await ledger.intend(intent("intended"));
    await pending("gone");
    await ledger.record("gone", { kind: "missing", at: NOW });
    await cancelled("cancelled");
    await cancelled("private", { partition: "private" });
    await ledger.clearEnded(outside);
    assert.deepEqual(await idsIn(), ["pending", "intended", "gone", "private"]);
    assert.deepEqual([persistent.values.size, inMemory.values.size], [3, 1]);
  });
});

describe("a ledger from before there were size limits", () => {
  const old = (id: string, over: Partial<LedgerEntry>) => ({
    ...intent(id, { content: large(200), ...over }),
    state: over.state ?? "cancelled",
    endedAt: NOW,
  });

  it("is read, and then takes less space", async () => {
    const persistent = Object.assign(memoryStore(), { mostBytes: 10_485_760 });
    for (let round = 0; round < 50; round += 1)
      await persistent.set(`delay ${round}`, old(String(round), {}));
    const { ledger, pending, idsIn } = ledgerOver({ persistent, inMemory: memoryStore() });
    assert.equal((await idsIn()).length, 50);
    assert.ok(bytesIn(persistent.values) < 50 * KB);
    await pending("new", { content: large(60) });
    assert.deepEqual((await ledger.get("7"))?.state, "cancelled");
  });

  it("keeps its pending delays, without content that is too large for any event", async () => {
    const persistent = memoryStore();
    const { endedAt: _, ...pending } = old("1", { state: "pending", delayId: "d1", dueAt: NOW + 8_000 });
    await persistent.set("delay 1", pending);
    const { ledger } = ledgerOver({ persistent, inMemory: memoryStore() });
    const { state, content, delayId } = (await ledger.get("1")) ?? {};
    assert.deepEqual([state, content, delayId], ["pending", undefined, "d1"]);
  });

  it("has its long names and errors truncated", async () => {
    const persistent = memoryStore();
    const long = "x".repeat(300 * KB);
    const names = { type: long, roomId: long, stateKey: long, error: long };
    await persistent.set("delay 1", old("1", { ...names, widget: { id: long, origin: "null" } }));
    const { ledger } = ledgerOver({ persistent, inMemory: memoryStore() });
    const { type, roomId, stateKey, error, widget } = (await ledger.get("1")) ?? {};
    assert.deepEqual(
      [type, roomId, stateKey, widget?.id, error].map((text) => text?.length),
      [255, 255, 255, 255, 1_000],
    );
    assert.ok(bytesIn(persistent.values) < 4 * KB);
  });

  it("loses only entries that are malformed and too large for any delay", async () => {
    const persistent = memoryStore();
    await persistent.set("delay 1", { id: "1", content: large(200) });
    await persistent.set("delay 2", { id: "2" });
    const { ledger } = ledgerOver({ persistent, inMemory: memoryStore() });
    assert.deepEqual([await ledger.all(), [...persistent.values.keys()]], [[], ["delay 2"]]);
  });

  it("is read again if it could not be read at first", async () => {
    const { ledger, persistent, pending } = ledgerOver();
    const all = persistent.all;
    persistent.all = () => Promise.reject(new Error("busy"));
    await assert.rejects(ledger.all());
    persistent.all = all;
    await pending("1");
  });
});

describe("a shortage", () => {
  it("does not exist while there is space", async () => {
    const { ledger, pending } = ledgerOver();
    await pending("1", { content: large(60) });
    assert.equal(await ledger.shortage(anywhere), undefined);
  });

  it("is reported while storage accepts no writes, even after the worker dies, until the next event is stored", async () => {
    const { ledger, persistent, stores } = ledgerOver();
    persistent.most = 0;
    await assert.rejects(ledger.intend(intent("1")));
    assert.deepEqual(await ledger.shortage(outside), { of: "storage" });
    const next = ledgerOver(stores).ledger;
    assert.deepEqual(await next.shortage(outside), { of: "storage" });
    persistent.most = 9;
    await next.intend(intent("1"));
    assert.equal(await next.shortage(outside), undefined);
    assert.equal(await ledgerOver(stores).ledger.shortage(outside), undefined);
  });

  it("ends when ended delays are cleared, but not if there were none", async () => {
    const { ledger, persistent, cancelled } = ledgerOver();
    await cancelled("old");
    persistent.most = 1;
    await assert.rejects(ledger.intend(intent("1")));
    await ledger.clearEnded((partition) => partition === "private");
    assert.deepEqual(await ledger.shortage(outside), { of: "storage" });
    await ledger.clearEnded(outside);
    assert.equal(await ledger.shortage(outside), undefined);
    await ledger.intend(intent("1"));
  });

  it("is reported only in the private window that it belongs to", async () => {
    const { ledger, inMemory } = ledgerOver();
    inMemory.most = 0;
    await assert.rejects(ledger.intend(intent("1", { partition: "private" })));
    assert.deepEqual(await ledger.shortage((partition) => partition === "private"), { of: "storage" });
    assert.equal(await ledger.shortage(outside), undefined);
  });

  it("names the widget whose next event may be refused", async () => {
    const { ledger, fill } = ledgerOver();
    await fill("large", () => ({ content: large(60) }));
    const shortage = await ledger.shortage(anywhere);
    assert.deepEqual(
      [shortage?.of, "by" in (shortage ?? {}) && (shortage as never as { by: LedgerEntry }).by.widget.id],
      ["widget", "w"],
    );
  });

  it("is attributed to the client if that has reached its limit, whatever its widgets are called", async () => {
    const { ledger, fill } = ledgerOver();
    await fill("large", (round) => ({ content: large(60), widget: { id: `w${round}`, origin: "null" } }));
    assert.equal((await ledger.shortage(anywhere))?.of, "client");
  });
});
