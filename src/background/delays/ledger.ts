import * as v from "valibot";
import { inPresentClock } from "../../delayed-events/clock-set-back.ts";
import { advance, type DelayEvent, type DelayState, isPending } from "../../delayed-events/delay.ts";
import { isOwed } from "../../delayed-events/next-look.ts";
import { PRIVATE_WORLD } from "../../messaging/sender.ts";
import { Content } from "../content.ts";
import { oneAtATime, type Store } from "../store.ts";
import { StoredTime } from "../times.ts";

const STATES = [
  "intended",
  "pending",
  "gone",
  "sent",
  "cancelled",
  "came-to-nothing",
  "refused",
  "unknown",
] as const satisfies DelayState[];

const Entry = v.object({
  /** The ledger's own name for it, and the transaction id of its request. */
  id: v.string(),
  state: v.picklist(STATES),
  delay: v.number(),
  delayId: v.optional(v.string()),
  intendedAt: StoredTime,
  scheduledAt: v.optional(StoredTime),
  restartedAt: v.optional(StoredTime),
  dueAt: v.optional(StoredTime),
  endedAt: v.optional(StoredTime),
  by: v.optional(v.picklist(["time", "widget", "user", "other-state", "postdate"])),
  anew: v.optional(v.boolean()),
  mayHaveTwins: v.optional(v.boolean()),
  /** It is sent a second time, with this transaction id, because the homeserver has dropped it. */
  resend: v.optional(v.object({ transactionId: v.string(), notBefore: StoredTime })),
  looks: v.optional(v.number()),
  lookedAt: v.optional(StoredTime),
  unreached: v.optional(v.number()),
  /** The popup has shown how it ended. */
  seen: v.optional(v.boolean()),
  error: v.optional(v.string()),
  /** Why it will come to nothing, or did. */
  doubt: v.optional(v.picklist(["not-in-room", "no-power", "foreign-state-key", "too-large"])),
  world: v.string(),
  /** The origin of the client's page. */
  client: v.string(),
  account: v.object({ userId: v.string(), homeserver: v.string() }),
  widget: v.object({ id: v.string(), origin: v.string() }),
  roomId: v.string(),
  type: v.string(),
  stateKey: v.optional(v.string()),
  content: Content,
});

/** One delayed event that was scheduled here; `DelayState` explains its states. Times are epoch milliseconds. */
export type LedgerEntry = v.InferOutput<typeof Entry>;

/** What may be added to an entry beside its life. */
export type Note = {
  [Key in "doubt" | "error" | "mayHaveTwins" | "resend" | "looks" | "lookedAt" | "unreached" | "seen"]?:
    | LedgerEntry[Key]
    | undefined;
};

/** Whose delay it is: only the same account in the same client of the same world may touch it. */
export type Owner = Pick<LedgerEntry, "world" | "client" | "account">;

const PREFIX = "delay ";
/** How many are remembered that are no longer pending. */
const REMEMBERED = 50;

/**
 * The ledger of delayed events that were scheduled here. Each is in storage before its request leaves, and before anybody is
 * told of it; where storage takes nothing (a full disk, a limit), that fails. What happens to it later has happened, whether
 * storage takes it or not.
 *
 * Entries of private windows are kept in memory only; the others outlive the browser, as the homeserver's own clock does.
 * @param stores `lasting` survives the browser, `fleeting` does not
 * @param now epoch milliseconds
 * @param changed is called after every change
 */
export function createLedger(
  stores: { lasting: Store; fleeting: Store },
  { now, changed }: { now: () => number; changed: () => void },
) {
  const inOrder = oneAtATime();
  let loaded: Promise<Map<string, LedgerEntry>> | undefined;

  const entries = () => {
    loaded ??= load(stores);
    return loaded;
  };

  /** Makes room first. @param isPromise nobody is told of it before it is in storage; all else is so already */
  async function write(entry: LedgerEntry, isPromise = false): Promise<void> {
    const all = await entries();
    if (!isPromise) all.set(entry.id, entry);
    for (const old of beyondMemory([...all.values()], now())) {
      all.delete(old.id);
      await remove(old).catch(() => undefined);
    }
    if (isPromise) {
      await put(entry);
      all.set(entry.id, entry);
    } else if (all.has(entry.id)) await put(entry).catch(() => undefined);
    changed();
  }

  const put = (entry: LedgerEntry) => storeFor(entry, stores).set(PREFIX + entry.id, entry);
  const remove = (entry: LedgerEntry) => storeFor(entry, stores).remove(PREFIX + entry.id);

  /** Writes down that an event is about to be scheduled. @throws where it cannot be written down */
  function intend(entry: Omit<LedgerEntry, "state">): Promise<void> {
    return inOrder(() => write({ ...entry, state: "intended" }, true));
  }

  /** Writes down a delay that the homeserver counts down already, since `at` (epoch ms). */
  function adopt(entry: Omit<LedgerEntry, "state">, delayId: string, at: number): Promise<void> {
    return inOrder(() => write(advance({ ...entry, state: "intended" }, { kind: "accepted", delayId, at })));
  }

  /** Writes down what happened to a delay. @throws where that is that it was accepted, and cannot be written down */
  function record(id: string, event: DelayEvent): Promise<void> {
    return inOrder(async () => {
      const entry = (await entries()).get(id);
      const next = entry && advance(entry, event);
      if (!next || next === entry) return;
      await write(event.kind === "listed" ? next : withoutLooks(next), event.kind === "accepted");
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
      (entry) => entry.delayId === delayId && isOwner(entry, owner),
    );
  }

  async function get(id: string): Promise<LedgerEntry | undefined> {
    return (await entries()).get(id);
  }

  async function all(): Promise<LedgerEntry[]> {
    return [...(await entries()).values()];
  }

  /** Forgets all delays of a world. */
  function forgetWorld(world: string): Promise<void> {
    return inOrder(async () => {
      const all = await entries();
      for (const entry of [...all.values()].filter((each) => each.world === world)) {
        all.delete(entry.id);
        await remove(entry);
      }
      changed();
    });
  }

  return { intend, adopt, record, note, followClock, find, get, all, forgetWorld };
}

export type Ledger = ReturnType<typeof createLedger>;

async function load({ lasting, fleeting }: { lasting: Store; fleeting: Store }) {
  const stored = [...(await lasting.all(PREFIX)).values(), ...(await fleeting.all(PREFIX)).values()];
  const valid = stored.map((value) => v.safeParse(Entry, value)).filter((result) => result.success);
  return new Map(valid.map(({ output }) => [output.id, output]));
}

function storeFor({ world }: LedgerEntry, { lasting, fleeting }: { lasting: Store; fleeting: Store }): Store {
  return world === PRIVATE_WORLD ? fleeting : lasting;
}

function beyondMemory(entries: LedgerEntry[], now: number): LedgerEntry[] {
  return entries
    .filter((entry) => entry.state !== "intended" && !isOwed(entry) && !isPending(entry, now))
    .sort((a, b) => lastHeardOf(b) - lastHeardOf(a))
    .slice(REMEMBERED);
}

function lastHeardOf({ endedAt, dueAt, intendedAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? intendedAt;
}

function withoutLooks(looked: LedgerEntry): LedgerEntry {
  const { looks: _, lookedAt: __, unreached: ___, seen: ____, ...entry } = looked;
  return entry;
}

function isOwner(entry: LedgerEntry, { world, client, account }: Owner): boolean {
  return (
    entry.world === world &&
    entry.client === client &&
    entry.account.userId === account.userId &&
    entry.account.homeserver === account.homeserver
  );
}
