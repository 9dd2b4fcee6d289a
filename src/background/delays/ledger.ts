import * as v from "valibot";
import { inPresentClock } from "../../delayed-events/clock-set-back.ts";
import { advance, type DelayEvent } from "../../delayed-events/delay.ts";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../../messaging/sender.ts";
import { oneAtATime, type Store } from "../store.ts";
import { withPresentNames } from "../stored-names.ts";
import { endedIn, findFullQuota, hasSpaceFor, isOversize, slimmed, superfluous } from "./budget.ts";
import { createFullness } from "./fullness.ts";
import { isOwner, LedgerEntry, type Owner } from "./ledger-entry.ts";

/** What may be noted in an entry beside its state changes. */
export type Note = {
  [Key in NoteKey]?: LedgerEntry[Key] | undefined;
};
type NoteKey =
  | ("blocker" | "unheld" | "error" | "mayHaveDuplicates" | "resend" | "content")
  | ("checks" | "checkedAt" | "unreached" | "seen");

const PREFIX = "delay ";

/** This widget, this client or the whole ledger has as much scheduled as its quota allows. */
export class LedgerFullError extends Error {
  override name = "LedgerFullError";

  constructor() {
    super("too much is scheduled already");
  }
}

/** What keeps new events from being scheduled: full storage, or the events that are already scheduled. */
export type Shortage = { of: "storage" } | { of: "all" } | { of: "client" | "widget"; by: LedgerEntry };

/**
 * The ledger of delayed events that were scheduled here. Each one is in storage before its request leaves and before
 * anybody is told of it; if storage takes nothing (a full disk, a limit), that fails. What happens to it later has
 * happened, whether or not storage takes it.
 *
 * The ledger has a limited size: `budget.ts` says how much each party may take, and what is forgotten first. An entry
 * that something may still become of is never forgotten; if there are too many of those, the next event is refused.
 *
 * Entries of private windows are kept in memory only. All others survive the browser, as the homeserver's own
 * countdown does.
 * @param stores `persistent` survives the browser, `inMemory` does not
 * @param now epoch milliseconds
 * @param changed called after every change, with the ids of the entries if it is only about these
 */
export function createLedger(
  stores: Stores,
  { now, changed }: { now: () => number; changed: (ids?: string[]) => void },
) {
  const inOrder = oneAtATime();
  const fullness = createFullness(stores.inMemory);
  let loaded: Promise<Map<string, LedgerEntry>> | undefined;

  function entries(): Promise<Map<string, LedgerEntry>> {
    loaded ??= load(stores, now()).catch((error) => {
      loaded = undefined;
      throw error;
    });
    return loaded;
  }

  const sharingStore = (all: Map<string, LedgerEntry>, { id, partition }: LedgerEntry) =>
    [...all.values()].filter((other) => other.id !== id && areaOf(other) === areaOf({ partition }));

  /**
   * Makes space first.
   * @param isPromise nobody is told of the entry before it is in storage; anything else has already happened
   */
  async function write(fat: LedgerEntry, isPromise = false): Promise<void> {
    const all = await entries();
    const entry = slimmed(fat);
    if (!isPromise) all.set(entry.id, entry);
    const forgotten = superfluous([...sharingStore(all, entry), entry], now());
    for (const old of forgotten) {
      all.delete(old.id);
      await remove(old).catch(() => undefined);
    }
    if (isPromise) {
      await put(entry);
      all.set(entry.id, entry);
      // Only this clears the mark: that a restart fits does not mean that the next event will.
      await fullness.set(areaOf(entry), false);
    } else if (all.has(entry.id)) await put(entry).catch(() => undefined);
    changed([entry.id, ...forgotten.map(({ id }) => id)]);
  }

  async function put(entry: LedgerEntry): Promise<void> {
    try {
      await storeFor(entry, stores).set(PREFIX + entry.id, entry);
    } catch (error) {
      await fullness.set(areaOf(entry), true);
      throw error;
    }
  }

  const remove = (entry: LedgerEntry) => storeFor(entry, stores).remove(PREFIX + entry.id);

  /**
   * Writes down that an event is about to be scheduled.
   * @throws LedgerFullError if a quota is used up; otherwise the reason why the entry cannot be stored
   */
  function intend(intent: Omit<LedgerEntry, "state">): Promise<void> {
    return inOrder(async () => {
      const entry: LedgerEntry = { ...intent, state: "intended" };
      if (!hasSpaceFor(entry, sharingStore(await entries(), entry), now())) {
        changed();
        throw new LedgerFullError();
      }
      await write(entry, true).catch((error) => {
        changed();
        throw error;
      });
    });
  }

  /**
   * Writes down a delay that is already pending at the homeserver, since `at` (epoch ms). If it does not fit, it
   * stays out of the ledger and pending all the same.
   */
  function adopt(intent: Omit<LedgerEntry, "state">, delayId: string, at: number): Promise<void> {
    return inOrder(async () => {
      const entry = advance({ ...intent, state: "intended" }, { kind: "accepted", delayId, at } as const);
      if (hasSpaceFor(slimmed(entry), sharingStore(await entries(), entry), now())) await write(entry);
    });
  }

  /** Writes down what happened to a delay. @throws if it was accepted and that cannot be stored */
  function record(id: string, event: DelayEvent): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      const next = entry && advance(entry, event);
      if (!next || next === entry) return;
      await write(event.kind === "listed" ? next : withoutChecks(next), event.kind === "accepted");
    });
  }

  /** Writes down what else is known about a delay. */
  function note(id: string, known: Note): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      if (entry) await write({ ...entry, ...known } as LedgerEntry);
    });
  }

  /** Moves times that lie in the future because the clock was set back. */
  function followClock(): Promise<void> {
    return inOrder(async () => {
      for (const entry of [...(await entries()).values()]) {
        const moved = inPresentClock(entry, now());
        if (moved !== entry) await write(moved);
      }
    });
  }

  /** @returns the owner's delay with this delay_id */
  async function find(owner: Owner, delayId: string): Promise<LedgerEntry | undefined> {
    return [...(await entries()).values()].find(
      (entry) => entry.delayId === delayId && isOwner(owner, entry),
    );
  }

  async function get(id: string): Promise<LedgerEntry | undefined> {
    return (await entries()).get(id);
  }

  async function all(): Promise<LedgerEntry[]> {
    return [...(await entries()).values()];
  }

  /**
   * Forgets what has ended.
   * @param isMeant chooses the partitions
   */
  function clearEnded(isMeant: (partition: string) => boolean): Promise<void> {
    return inOrder(async () => {
      const all = await entries();
      const cleared = endedIn([...all.values()], now()).filter(({ partition }) => isMeant(partition));
      for (const entry of cleared) {
        all.delete(entry.id);
        await remove(entry);
      }
      for (const area of new Set(cleared.map(areaOf))) await fullness.set(area, false);
      changed();
    });
  }

  /**
   * @param isMeant chooses the partitions
   * @returns what keeps new events from being scheduled in them
   */
  async function shortage(isMeant: (partition: string) => boolean): Promise<Shortage | undefined> {
    const area = areaOf({ partition: isMeant(PRIVATE_PARTITION) ? PRIVATE_PARTITION : DEFAULT_PARTITION });
    if (await fullness.is(area)) return { of: "storage" };
    const meant = [...(await entries()).values()].filter(({ partition }) => isMeant(partition));
    return findFullQuota(meant, now());
  }

  /** Forgets all delays of a partition. */
  function forgetPartition(partition: string): Promise<void> {
    return inOrder(async () => {
      const all = await entries();
      for (const entry of [...all.values()].filter((each) => each.partition === partition)) {
        all.delete(entry.id);
        await remove(entry);
      }
      changed();
    });
  }

  return { intend, adopt, record, note, followClock, find, get, all, clearEnded, shortage, forgetPartition };
}

export type Ledger = ReturnType<typeof createLedger>;

interface Stores {
  persistent: Store;
  inMemory: Store;
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

function areaOf({ partition }: Pick<LedgerEntry, "partition">): keyof Stores {
  return partition === PRIVATE_PARTITION ? "inMemory" : "persistent";
}

function storeFor(entry: LedgerEntry, stores: Stores): Store {
  return stores[areaOf(entry)];
}

function withoutChecks(checked: LedgerEntry): LedgerEntry {
  const { checks: _, checkedAt: __, unreached: ___, seen: ____, unheld: _____, ...entry } = checked;
  return entry;
}
