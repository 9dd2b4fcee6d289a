import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { mirrored } from "../../../src/background/mirror.ts";
import type { WatchedStore } from "../../../src/background/store.ts";
import { memoryStore } from "./memory-store.ts";

/** A mirror, the store behind it, and how often the store was read. */
function aMirror(change: Partial<WatchedStore> = {}) {
  const store = memoryStore();
  const reads = { count: 0 };
  const counted: WatchedStore = {
    ...store,
    async get() {
      throw new Error("One value was read");
    },
    async all(prefix) {
      reads.count += 1;
      return store.all(prefix);
    },
    ...change,
  };
  return { store, reads, mirror: mirrored(counted) };
}

/** A promise, and the function that resolves it. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, ended };
}

describe("a mirror of a store", () => {
  it("reads the store once, before the first use, and not again", async () => {
    const { reads, mirror } = aMirror();
    assert.equal(reads.count, 1);
    await mirror.set("a 1", 1);
    await mirror.set("b", 2);
    assert.deepEqual([await mirror.get("a 1"), await mirror.get("c")], [1, undefined]);
    assert.deepEqual([...(await mirror.all("a "))], [["a 1", 1]]);
    await mirror.remove("a 1");
    assert.equal(await mirror.get("a 1"), undefined);
    assert.equal(reads.count, 1);
  });

  it("does not read again when the store reports its own writes, in whatever order the keys come back", async () => {
    const listeners: ((key: string, value: unknown) => void)[] = [];
    const { reads, mirror } = aMirror({ onChanged: (listener) => void listeners.push(listener) });
    await mirror.set("k", { b: [1, { d: 4, c: 3 }], a: undefined });
    for (const listener of listeners) listener("k", { b: [1, { c: 3, d: 4 }] });
    await mirror.remove("k");
    for (const listener of listeners) listener("k", undefined);
    assert.equal(await mirror.get("k"), undefined);
    assert.equal(reads.count, 1);
  });

  it("follows writes and removals that others make in the store", async () => {
    const { store, mirror } = aMirror();
    await mirror.set("k", { by: "us" });
    await store.set("k", { by: "another" });
    assert.deepEqual(await mirror.get("k"), { by: "another" });
    await store.remove("k");
    assert.equal(await mirror.get("k"), undefined);
    await store.set("new", 1);
    assert.deepEqual([...(await mirror.all(""))], [["new", 1]]);
  });

  it("has a dead worker's last write, even if that ends after the next worker began to read", async () => {
    const reading = held();
    const values: Map<string, unknown>[] = [new Map([["k", "before"]])];
    let tell = (_: string, __: unknown) => {};
    const mirror = mirrored({
      ...memoryStore(),
      async all() {
        const now = new Map(values.at(-1));
        await reading.ended;
        return now;
      },
      onChanged: (listener) => {
        tell = listener;
      },
    });
    values.push(new Map([["k", "after"]]));
    tell("k", "after");
    reading.end();
    assert.equal(await mirror.get("k"), "after");
  });

  it("keeps a write made during the first reading, although the reading has the old value", async () => {
    const reading = held();
    const store = memoryStore();
    const mirror = mirrored({
      ...store,
      async all(prefix) {
        const now = await store.all(prefix);
        await reading.ended;
        return now;
      },
    });
    await turn();
    const written = mirror.set("k", 1);
    await turn();
    reading.end();
    await written;
    assert.equal(await mirror.get("k"), 1);
  });

  it("has a value only once the store has it, and its write ends no earlier", async () => {
    const writing = held();
    const store = memoryStore();
    const mirror = mirrored({
      ...store,
      async set(key, value) {
        await writing.ended;
        await store.set(key, value);
      },
    });
    let isDone = false;
    const written = mirror.set("k", 1).then(() => {
      isDone = true;
    });
    await turn();
    assert.deepEqual([await mirror.get("k"), isDone], [undefined, false]);
    writing.end();
    await written;
    assert.equal(await mirror.get("k"), 1);
  });

  it("does not have a value that the store did not accept, and rejects the write", async () => {
    const { store, mirror } = aMirror();
    await mirror.set("k", 1);
    store.most = 0;
    await assert.rejects(mirror.set("k", 2), /Quota/);
    assert.equal(await mirror.get("k"), 1);
  });

  it("reads again if the store accepted a write and reported that it had not", async () => {
    const store = memoryStore();
    const set = async (key: string, value: unknown) => {
      store.values.set(key, value);
      throw new Error("The disk is gone");
    };
    const mirror = mirrored({ ...store, set });
    await assert.rejects(mirror.set("k", 1), /disk/);
    assert.equal(await mirror.get("k"), 1);
  });

  it("is not changed when the writer changes the value later", async () => {
    const { mirror } = aMirror();
    const value = { list: [1] };
    await mirror.set("k", value);
    value.list.push(2);
    assert.deepEqual(await mirror.get("k"), { list: [1] });
  });

  it("reads at the next use if the first reading fails, and loses no write", async () => {
    let isBroken = true;
    const store = memoryStore();
    const mirror = mirrored({
      ...store,
      async all(prefix) {
        if (isBroken) throw new Error("No answer");
        return store.all(prefix);
      },
    });
    await assert.rejects(mirror.get("k"), /No answer/);
    await mirror.set("k", 1);
    isBroken = false;
    assert.equal(await mirror.get("k"), 1);
  });
});
