import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { mirrored } from "../../../src/background/mirror.ts";
import type { WatchedStore } from "../../../src/background/store.ts";
import { memoryStore } from "./memory-store.ts";

/** A mirror, the store behind it, and how often that was read. */
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

/** Something that ends when it is told to. */
function held() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, ended };
}

describe("a mirror of a store", () => {
  it("reads the store once, before anybody asks, and never again", async () => {
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

  it("does not read again after changes that were written through it, whatever the order of their keys", async () => {
    const listeners: ((key: string, value: unknown) => void)[] = [];
    const { reads, mirror } = aMirror({ onChanged: (listener) => void listeners.push(listener) });
    await mirror.set("k", { b: [1, { d: 4, c: 3 }], a: undefined });
    for (const listener of listeners) listener("k", { b: [1, { c: 3, d: 4 }] });
    await mirror.remove("k");
    for (const listener of listeners) listener("k", undefined);
    assert.equal(await mirror.get("k"), undefined);
    assert.equal(reads.count, 1);
  });

  it("has values that are written or removed behind its back", async () => {
    const { store, mirror } = aMirror();
    await mirror.set("k", { by: "us" });
    await store.set("k", { by: "another" });
    assert.deepEqual(await mirror.get("k"), { by: "another" });
    await store.remove("k");
    assert.equal(await mirror.get("k"), undefined);
    await store.set("new", 1);
    assert.deepEqual([...(await mirror.all(""))], [["new", 1]]);
  });

  it("has a value that a dying worker was still writing as the next one began to read", async () => {
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

  it("has a value that is written through it during the first reading, although that reading is older", async () => {
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

  it("has a value only once the store has it, and is not done before", async () => {
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

  it("has no value that the store rejected, and passes the error on", async () => {
    const { store, mirror } = aMirror();
    await mirror.set("k", 1);
    store.most = 0;
    await assert.rejects(mirror.set("k", 2), /Quota/);
    assert.equal(await mirror.get("k"), 1);
  });

  it("reads again if the store may have taken a value despite an error", async () => {
    const store = memoryStore();
    const set = async (key: string, value: unknown) => {
      store.values.set(key, value);
      throw new Error("The disk is gone");
    };
    const mirror = mirrored({ ...store, set });
    await assert.rejects(mirror.set("k", 1), /disk/);
    assert.equal(await mirror.get("k"), 1);
  });

  it("does not follow later changes that the writer makes to a value", async () => {
    const { mirror } = aMirror();
    const value = { list: [1] };
    await mirror.set("k", value);
    value.list.push(2);
    assert.deepEqual(await mirror.get("k"), { list: [1] });
  });

  it("reads again at the next call if the first reading fails, and loses no write", async () => {
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
