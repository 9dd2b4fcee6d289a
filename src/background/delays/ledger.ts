import { inPresentClock } from "../../delayed-events/clock-set-back.ts";
import { advance, type DelayEvent } from "../../delayed-events/delay.ts";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../../messaging/sender.ts";
import { oneAtATime } from "../store.ts";
import { endedIn, findFullQuota, hasSpaceFor } from "./budget.ts";
import { isOwner, type LedgerEntry, type Note, type Owner, withoutChecks } from "./ledger-entry.ts";
import { areaOf, createLedgerStore, type Stores } from "./ledger-store.ts";
import { slimmed } from "./slimmed.ts";

/** This widget, this client or the whole ledger has as much scheduled as its quota allows. */
export class LedgerFullError extends Error {
  override name = "LedgerFullError";

  constructor() {
    super("too much is scheduled already");
  }
}

/** Why no new events can be scheduled: full storage, or the events that are already scheduled. */
export type Shortage = { of: "storage" } | { of: "all" } | { of: "client" | "widget"; by: LedgerEntry };

/**
 * The ledger of delayed events that were scheduled here. Each event is in storage before its request leaves and before
 * anybody is told of it; if it cannot be stored (a full disk, a limit), scheduling fails. Later changes count even if
 * they cannot be stored.
 *
 * The ledger has a limited size: `budget.ts` says how much space each party has, and what is forgotten first. An entry
 * whose event may still be sent is never forgotten; if there are too many of those, the next event is refused.
 * @param now epoch milliseconds
 * @param changed called after every change, with the ids of the entries if only these changed
 */
export function createLedger(
  stores: Stores,
  { now, changed }: { now: () => number; changed: (ids?: string[]) => void },
) {
  const inOrder = oneAtATime();
  const { entries, sharingStore, write, forget, fullness } = createLedgerStore(stores, { now, changed });

  /**
   * Records that an event is about to be scheduled.
   * @throws LedgerFullError if a quota is used up; otherwise the reason why the entry cannot be stored
   */
  function intend(intent: Omit<LedgerEntry, "state">): Promise<void> {
    return inOrder(async () => {
      const entry: LedgerEntry = { ...intent, state: "intended" };
      if (!hasSpaceFor(entry, await sharingStore(entry), now())) {
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
   * Records a delay that is already pending at the homeserver, since `at` (epoch ms). If it does not fit, it stays
   * pending, but not in the ledger.
   */
  function adopt(intent: Omit<LedgerEntry, "state">, delayId: string, at: number): Promise<void> {
    return inOrder(async () => {
      const entry = advance({ ...intent, state: "intended" }, { kind: "accepted", delayId, at } as const);
      if (hasSpaceFor(slimmed(entry), await sharingStore(entry), now())) await write(entry);
    });
  }

  /** Records what happened to a delay. @throws if the homeserver accepted the delay and that cannot be stored */
  function record(id: string, event: DelayEvent): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      const next = entry && advance(entry, event);
      if (!next || next === entry) return;
      await write(event.kind === "listed" ? next : withoutChecks(next), event.kind === "accepted");
    });
  }

  /** Records what else is known about a delay. */
  function note(id: string, known: Note): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      if (entry) await write({ ...entry, ...known } as LedgerEntry);
    });
  }

  /** Corrects times that are in the future because the clock was set back. */
  function followClock(): Promise<void> {
    return inOrder(async () => {
      for (const entry of await all()) {
        const moved = inPresentClock(entry, now());
        if (moved !== entry) await write(moved);
      }
    });
  }

  /** @returns the owner's delay with this delay_id */
  async function find(owner: Owner, delayId: string): Promise<LedgerEntry | undefined> {
    return (await all()).find((entry) => entry.delayId === delayId && isOwner(owner, entry));
  }

  async function get(id: string): Promise<LedgerEntry | undefined> {
    return (await entries()).get(id);
  }

  async function all(): Promise<LedgerEntry[]> {
    return [...(await entries()).values()];
  }

  /**
   * Forgets the delays that have ended.
   * @param isMeant chooses the partitions
   */
  function clearEnded(isMeant: (partition: string) => boolean): Promise<void> {
    return inOrder(async () => {
      const cleared = endedIn(await all(), now()).filter(({ partition }) => isMeant(partition));
      await forget(cleared);
      for (const area of new Set(cleared.map(areaOf))) await fullness.set(area, false);
      changed();
    });
  }

  /**
   * @param isMeant chooses the partitions
   * @returns why no new events can be scheduled in them; nothing if they can
   */
  async function shortage(isMeant: (partition: string) => boolean): Promise<Shortage | undefined> {
    const area = areaOf({ partition: isMeant(PRIVATE_PARTITION) ? PRIVATE_PARTITION : DEFAULT_PARTITION });
    if (await fullness.is(area)) return { of: "storage" };
    const meant = (await all()).filter(({ partition }) => isMeant(partition));
    return findFullQuota(meant, now());
  }

  /** Forgets all delays of a partition. */
  function forgetPartition(partition: string): Promise<void> {
    return inOrder(async () => {
      await forget((await all()).filter((each) => each.partition === partition));
      changed();
    });
  }

  return { intend, adopt, record, note, followClock, find, get, all, clearEnded, shortage, forgetPartition };
}

export type Ledger = ReturnType<typeof createLedger>;
