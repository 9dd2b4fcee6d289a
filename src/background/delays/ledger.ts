import * as v from "valibot";
import { inPresentClock } from "../../delayed-events/clock-set-back.ts";
import { advance, type DelayEvent } from "../../delayed-events/delay.ts";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../../messaging/sender.ts";
import { oneAtATime, type Store } from "../store.ts";
import { withPresentNames } from "../stored-names.ts";
import { crowded, endedIn, hasSpaceFor, isOversize, slimmed, superfluous } from "./budget.ts";
import { createFullness } from "./fullness.ts";
import { isOwner, LedgerEntry, type Owner } from "./ledger-entry.ts";

/** What may be added to an entry beside its life. */
export type Note = {
  [Key in NoteKey]?: LedgerEntry[Key] | undefined;
};
type NoteKey =
  | ("blocker" | "error" | "mayHaveDuplicates" | "resend" | "content")
  | ("checks" | "checkedAt" | "unreached" | "seen");

const PREFIX = "delay ";

/** As much is scheduled of this widget, of this client or in all as there is room for. */
export class LedgerFullError extends Error {
  override name = "LedgerFullError";

  constructor() {
    super("too much is scheduled already");
  }
}

/** What keeps new events from being scheduled: storage that takes nothing, or what is scheduled already. */
export type Shortage = { of: "storage" } | { of: "all" } | { of: "client" | "widget"; by: LedgerEntry };

/**
 * The ledger of delayed events that were scheduled here. Each is in storage before its request leaves, and before anybody is
 * told of it; where storage takes nothing (a full disk, a limit), that fails. What happens to it later has happened, whether
 * storage takes it or not.
 *
 * It has a size: `budget.ts` says how much of it is anybody's, and what is forgotten first. What may still come to something
 * never is; where that is too much, the next event is refused.
 *
 * Entries of private windows are kept in memory only; the others outlive the browser, as the homeserver's own clock does.
 * @param stores `persistent` survives the browser, `inMemory` does not
 * @param now epoch milliseconds
 * @param changed is called after every change
 */
export function createLedger(stores: Stores, { now, changed }: { now: () => number; changed: () => void }) {
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

  /** Makes room first. @param isPromise nobody is told of it before it is in storage; all else is so already */
  async function write(fat: LedgerEntry, isPromise = false): Promise<void> {
    const all = await entries();
    const entry = slimmed(fat);
    if (!isPromise) all.set(entry.id, entry);
    for (const old of superfluous([...sharingStore(all, entry), entry], now())) {
      all.delete(old.id);
      await remove(old).catch(() => undefined);
    }
    if (isPromise) {
      await put(entry);
      all.set(entry.id, entry);
      // A restart may fit where the next event does not, and says nothing of that.
      await fullness.set(areaOf(entry), false);
    } else if (all.has(entry.id)) await put(entry).catch(() => undefined);
    changed();
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
   * @throws LedgerFullError where its widget or client has as much scheduled as it may; else why it cannot be written down
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
   * Writes down a delay that the homeserver counts down already, since `at` (epoch ms). Where there is no room for it, it is not
   * in the ledger, and counted down all the same.
   */
  function adopt(intent: Omit<LedgerEntry, "state">, delayId: string, at: number): Promise<void> {
    return inOrder(async () => {
      const entry = advance({ ...intent, state: "intended" }, { kind: "accepted", delayId, at } as const);
      if (hasSpaceFor(slimmed(entry), sharingStore(await entries(), entry), now())) await write(entry);
    });
  }

  /** Writes down what happened to a delay. @throws where that is that it was accepted, and cannot be written down */
  function record(id: string, event: DelayEvent): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      const next = entry && advance(entry, event);
      if (!next || next === entry) return;
      await write(event.kind === "listed" ? next : withoutChecks(next), event.kind === "accepted");
    });
  }

  /** Writes down what else is known of a delay. */
  function note(id: string, known: Note): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      if (entry) await write({ ...entry, ...known } as LedgerEntry);
    });
  }

  /** Moves times that lie ahead of a clock that was set back. */
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
   * @param isMeant of which partitions
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
   * @param isMeant of which partitions
   * @returns what keeps new events from being scheduled there
   */
  async function shortage(isMeant: (partition: string) => boolean): Promise<Shortage | undefined> {
    const area = areaOf({ partition: isMeant(PRIVATE_PARTITION) ? PRIVATE_PARTITION : DEFAULT_PARTITION });
    if (await fullness.is(area)) return { of: "storage" };
    const meant = [...(await entries()).values()].filter(({ partition }) => isMeant(partition));
    return crowded(meant, now());
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

/** Reads what is stored, and mends what is larger than it is to be: before there were limits it could fill the storage. */
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
  const { checks: _, checkedAt: __, unreached: ___, seen: ____, ...entry } = checked;
  return entry;
}
