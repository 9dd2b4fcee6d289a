import assert from "node:assert/strict";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { memoryStore } from "../memory-store.ts";

const entry = (id: string, over: Partial<LedgerEntry> = {}): Omit<LedgerEntry, "state"> => ({
  id,
  delay: 8_000,
  intendedAt: 1,
  partition: "default",
  client: "https://client.example",
  account: { userId: "@alice:x", homeserver: "https://hs.example" },
  widget: { id: "w", origin: "https://widget.example" },
  roomId: "!r:x",
  type: "com.example.t",
  content: {},
  ...over,
});
const ended = (id: string, endedAt: number): LedgerEntry => ({ ...entry(id), state: "sent", endedAt });
const owner = ({ partition, client, account }: Omit<LedgerEntry, "state">) => ({
  partition,
  client,
  account,
});

function newLedger() {
  const stores = { persistent: memoryStore(), inMemory: memoryStore() };
  let changes = 0;
  const told: unknown[] = [];
  const ledger = createLedger(stores, {
    now: () => 1_000,
    changed: (ids) => {
      changes += 1;
      told.push(ids);
    },
  });
  return { ...stores, ledger, changes: () => changes, told };
}

describe("the ledger", () => {
  it("stores an intended delay before it reports it", async () => {
    const { ledger, persistent } = newLedger();
    await ledger.intend(entry("1"));
    assert.deepEqual(persistent.values.get("delay 1"), { ...entry("1"), state: "intended" });
  });

  it("reports which delay has changed", async () => {
    const { ledger, told } = newLedger();
    await ledger.intend(entry("1"));
    await ledger.record("1", { kind: "accepted", delayId: "d1", at: 5 });
    await ledger.record("1", { kind: "updated", action: "restart", by: "widget", at: 6 });
    await ledger.note("1", { unheld: true });
    assert.deepEqual(told, [["1"], ["1"], ["1"], ["1"]]);
    await ledger.record("nobody", { kind: "missing", at: 7 });
    assert.equal(told.length, 4);
  });

  it("reports which delays it forgot to make space, and names none if all may have changed", async () => {
    const { ledger, told, persistent } = newLedger();
    for (let id = 0; id < 50; id += 1) await persistent.set(`delay ${id}`, ended(String(id), id));
    await ledger.adopt(entry("new"), "d", 0);
    await ledger.record("new", { kind: "updated", action: "cancel", by: "widget", at: 999 });
    assert.deepEqual(told, [["new"], ["new", "0"]]);
    await ledger.clearEnded(() => true);
    assert.equal(told.at(-1), undefined);
  });

  it("keeps content unchanged, whatever its keys are called, and so does the next background", async () => {
    const text = '{"constructor":{"a":1},"prototype":2,"__proto__":{"b":3},"m":{"constructor":4}}';
    const { ledger, persistent, inMemory } = newLedger();
    await ledger.intend(entry("1", { content: JSON.parse(text) }));
    const next = createLedger({ persistent, inMemory }, { now: () => 1_000, changed: () => {} });
    for (const each of [ledger, next]) assert.equal(JSON.stringify((await each.get("1"))?.content), text);
  });

  it("limits times in entries that were written before there was a limit", async () => {
    const { ledger, persistent } = newLedger();
    const stored = { ...entry("1"), state: "pending", scheduledAt: -5, dueAt: 1e300 };
    await persistent.set("delay 1", stored);
    const read = await ledger.get("1");
    assert.ok(new Date(read?.dueAt ?? Number.NaN).toISOString());
    assert.equal(read?.scheduledAt, 0);
  });

  it("gives the longest delay an end that is a valid date", async () => {
    const { ledger } = newLedger();
    await ledger.intend(entry("1", { delay: Number.MAX_SAFE_INTEGER }));
    await ledger.record("1", { kind: "accepted", delayId: "d", at: 1_700_000_000_000 });
    const { dueAt, delay } = (await ledger.get("1")) ?? {};
    assert.ok(new Date(dueAt ?? Number.NaN).toISOString());
    assert.equal(delay, Number.MAX_SAFE_INTEGER);
  });

  it("skips stored entries with invalid content", async () => {
    const { ledger, persistent } = newLedger();
    for (const content of [null, [], "text"])
      await persistent.set(`delay ${String(content)}`, {
        ...entry(String(content)),
        state: "pending",
        content,
      });
    assert.deepEqual(await ledger.all(), []);
  });

  it("finds a delay by its delay_id, for its owner", async () => {
    const { ledger } = newLedger();
    await ledger.intend(entry("1"));
    await ledger.record("1", { kind: "accepted", delayId: "d1", at: 5 });
    assert.equal((await ledger.find(owner(entry("1")), "d1"))?.id, "1");
  });

  for (const [whom, other] of [
    ["another account", { account: { userId: "@bob:x", homeserver: "https://hs.example" } }],
    [
      "the same name at another homeserver",
      { account: { userId: "@alice:x", homeserver: "https://evil.example" } },
    ],
    ["another client", { client: "https://other.example" }],
    ["another partition", { partition: "firefox-container-1" }],
  ] as const)
    it(`does not find it for ${whom}`, async () => {
      const { ledger } = newLedger();
      await ledger.intend(entry("1"));
      await ledger.record("1", { kind: "accepted", delayId: "d1", at: 5 });
      assert.equal(await ledger.find(owner(entry("1", other)), "d1"), undefined);
    });

  it("is read again after the worker dies", async () => {
    const { ledger, persistent, inMemory } = newLedger();
    await ledger.intend(entry("1"));
    await ledger.record("1", { kind: "accepted", delayId: "d1", at: 5 });
    const next = createLedger({ persistent, inMemory }, { now: () => 0, changed: () => {} });
    assert.equal((await next.get("1"))?.state, "pending");
  });

  it("keeps nothing of a private window in persistent storage", async () => {
    const { ledger, persistent, inMemory } = newLedger();
    await ledger.intend(entry("1", { partition: "private" }));
    assert.equal(persistent.values.size, 0);
    assert.equal(inMemory.values.size, 1);
  });

  it("skips anything in storage that is not an entry", async () => {
    const { ledger, persistent } = newLedger();
    await persistent.set("delay 9", { id: 9 });
    assert.deepEqual(await ledger.all(), []);
  });

  it("forgets the oldest ended delays, but none that is pending or to be resent", async () => {
    const { ledger, persistent } = newLedger();
    await ledger.intend(entry("kept"));
    await ledger.record("kept", { kind: "accepted", delayId: "d", at: 0 });
    await ledger.intend(entry("asked"));
    for (const id of ["resend-due", "cancelled"]) {
      await ledger.intend(entry(id));
      await ledger.record(id, { kind: "accepted", delayId: id, at: 0 });
      const resend = { transactionId: "t", notBefore: 9_000 };
      await ledger.note(id, { resend });
    }
    await ledger.record("resend-due", { kind: "nowhere", at: 0 });
    await ledger.record("cancelled", { kind: "updated", action: "cancel", by: "widget", at: 0 });
    for (let at = 1; at <= 51; at += 1) {
      await ledger.intend(entry(`ended ${at}`));
      await ledger.record(`ended ${at}`, { kind: "refused", error: "no", at });
    }
    const ids = (await ledger.all()).map(({ id }) => id);
    assert.equal(ids.length, 53);
    for (const id of ["kept", "asked", "resend-due"]) assert.ok(ids.includes(id), id);
    for (const id of ["ended 1", "cancelled"]) assert.ok(!ids.includes(id), id);
    assert.equal(persistent.values.size, 53);
  });

  it("accepts neither an intended nor a scheduled delay that storage does not accept", async () => {
    const { ledger, persistent } = newLedger();
    await ledger.intend(entry("1"));
    persistent.most = 0;
    await assert.rejects(ledger.intend(entry("2")));
    await assert.rejects(ledger.record("1", { kind: "accepted", delayId: "d1", at: 5 }));
    const known = (await ledger.all()).map(({ id, state }) => [id, state]);
    assert.deepEqual(known, [["1", "intended"]]);
  });

  it("remembers a change that storage does not accept, and stores it with the next change", async () => {
    const { ledger, persistent, changes } = newLedger();
    await ledger.intend(entry("1"));
    await ledger.record("1", { kind: "accepted", delayId: "d1", at: 5 });
    persistent.most = 0;
    await ledger.record("1", { kind: "updated", action: "restart", by: "widget", at: 100 });
    await ledger.note("1", { blocker: "no-power" });
    assert.deepEqual([(await ledger.get("1"))?.restartedAt, changes()], [100, 4]);
    assert.equal((persistent.values.get("delay 1") as LedgerEntry).restartedAt, undefined);
    persistent.most = 1;
    await ledger.record("1", { kind: "missing", at: 200 });
    const { state, restartedAt, blocker } = persistent.values.get("delay 1") as LedgerEntry;
    assert.deepEqual([state, restartedAt, blocker], ["gone", 100, "no-power"]);
  });

  it("forgets ended delays before it writes to a full store", async () => {
    const { ledger, persistent } = newLedger();
    for (let at = 0; at <= 50; at += 1) await persistent.set(`delay ${at}`, ended(String(at), at));
    persistent.most = 51;
    await ledger.intend(entry("new"));
    assert.deepEqual([persistent.values.has("delay 0"), persistent.values.has("delay new")], [false, true]);
  });

  it("accepts a delay that the homeserver already counts down, even if storage does not", async () => {
    const { ledger, persistent } = newLedger();
    persistent.most = 0;
    await ledger.adopt(entry("1"), "d1", 5);
    const { state, dueAt } = (await ledger.find(owner(entry("1")), "d1")) ?? {};
    assert.deepEqual([state, dueAt], ["pending", 8_005]);
  });

  it("reports each change, and nothing if nothing changed", async () => {
    const { ledger, changes } = newLedger();
    await ledger.intend(entry("1"));
    await ledger.record("1", { kind: "missing", at: 5 });
    await ledger.record("nobody", { kind: "missing", at: 5 });
    assert.equal(changes(), 1);
  });

  it("loses none of many simultaneous changes", async () => {
    const { ledger, persistent } = newLedger();
    await Promise.all(Array.from({ length: 20 }, (_, id) => ledger.intend(entry(String(id)))));
    await Promise.all(
      Array.from({ length: 20 }, (_, id) =>
        ledger.record(String(id), { kind: "accepted", delayId: `d${id}`, at: 1 }),
      ),
    );
    const states = [...persistent.values.values()].map((stored) => (stored as LedgerEntry).state);
    assert.deepEqual(states, Array(20).fill("pending"));
  });
});
