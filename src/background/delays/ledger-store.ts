import * as v from "valibot";
import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { Store } from "../store.ts";
import { withPresentNames } from "../stored-names.ts";
import { superfluous } from "./budget.ts";
import { isOversize } from "./entry-size.ts";
import { createFullness } from "./fullness.ts";
import { LedgerEntry } from "./ledger-entry.ts";
import { slimmed } from "./slimmed.ts";

/** `persistent` survives the browser, `inMemory` does not. */
export interface Stores {
  persistent: Store;
  inMemory: Store;
}

const PREFIX = "delay ";

/**
 * The ledger's entries in storage. Those of private windows are kept in memory only. All others survive the browser,
 * as the homeserver's own countdown does.
 */
export function createLedgerStore(
  stores: Stores,
  { now, changed }: { now: () => number; changed: (ids?: string[]) => void },
) {
  const fullness = createFullness(stores.inMemory);
  const storeFor = (entry: LedgerEntry) => stores[areaOf(entry)];
  let loaded: Promise<Map<string, LedgerEntry>> | undefined;

  /** @returns the entries by id, read from storage once */
  function entries(): Promise<Map<string, LedgerEntry>> {
    loaded ??= load(stores, now()).catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  }

  /** @returns the other entries that need space in the same store */
  async function sharingStore(entry: LedgerEntry): Promise<LedgerEntry[]> {
    return sharing(entry, await entries());
  }

  /**
   * Stores an entry. Makes space first.
   * @param isPromise whether nobody is told of the entry before it is stored; otherwise it records what already
   *   happened
   */
  async function write(fat: LedgerEntry, isPromise = false): Promise<void> {
    const all = await entries();
    const entry = slimmed(fat);
    if (!isPromise) all.set(entry.id, entry);
    const forgotten = superfluous([...sharing(entry, all), entry], now());
    for (const old of forgotten) {
      all.delete(old.id);
      await remove(old).catch(() => undefined);
    }
    if (isPromise) {
      await put(entry);
      all.set(entry.id, entry);
      // Only this clears the mark: even if a restart fits, the next event may not.
      await fullness.set(areaOf(entry), false);
    } else if (all.has(entry.id)) await put(entry).catch(() => undefined);
    changed([entry.id, ...forgotten.map(({ id }) => id)]);
  }

  /** @throws the reason why the entry cannot be stored */
  async function put(entry: LedgerEntry): Promise<void> {
    try {
      await storeFor(entry).set(PREFIX + entry.id, entry);
    } catch (error) {
      await fullness.set(areaOf(entry), true);
      throw error;
    }
  }

  const remove = (entry: LedgerEntry) => storeFor(entry).remove(PREFIX + entry.id);

  /** Forgets entries. @throws if one cannot be removed; the entries after it are then kept */
  async function forget(gone: LedgerEntry[]): Promise<void> {
    const all = await entries();
    for (const entry of gone) {
      all.delete(entry.id);
      await remove(entry);
    }
  }

  return { entries, sharingStore, write, forget, fullness };
}

/** @returns which of the stores has a partition's entries */
export function areaOf({ partition }: Pick<LedgerEntry, "partition">): keyof Stores {
  return partition === PRIVATE_PARTITION ? "inMemory" : "persistent";
}

function sharing(entry: LedgerEntry, all: Map<string, LedgerEntry>): LedgerEntry[] {
  return [...all.values()].filter((other) => other.id !== entry.id && areaOf(other) === areaOf(entry));
}

/**
 * Reads the stored entries, and shrinks or removes those that are too large: before there were limits they could fill
 * the storage.
 */
async function load(stores: Stores, now: number): Promise<Map<string, LedgerEntry>> {
  const entries = new Map<string, LedgerEntry>();
  for (const store of [stores.persistent, stores.inMemory]) {
    const forget = (id: string) => store.remove(PREFIX + id).catch(() => undefined);
    const read: LedgerEntry[] = [];
    for (const [key, value] of await store.all(PREFIX)) {
      const { success, output } = v.safeParse(LedgerEntry, withPresentNames(value));
      const entry = success ? slimmed(output) : undefined;
      if (isOversize(entry ?? value)) await store.remove(key).catch(() => undefined);
      else if (entry) {
        read.push(entry);
        if (entry !== output) await store.set(key, entry).catch(() => undefined);
      }
    }
    const forgotten = superfluous(read, now);
    for (const { id } of forgotten) await forget(id);
    for (const entry of read) if (!forgotten.includes(entry)) entries.set(entry.id, entry);
  }
  return entries;
}
