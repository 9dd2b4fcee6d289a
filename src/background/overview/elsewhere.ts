import { after } from "../../delayed-events/times.ts";
import type { DelaysElsewhere } from "../../messaging/views/delays.ts";
import { intentOf } from "../delays/intent.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { Listings } from "../delays/listings.ts";
import { limitedOf, NoSlotError, type RateLimit } from "../delays/rate-limit.ts";
import type { Unclaimed } from "../delays/unclaimed.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import { delayView } from "./delay-view.ts";
import type { RoomNames } from "./room-names.ts";

/** How many accounts' lists are requested at one opening of the popup. */
const ACCOUNTS = 10;
/** How many listed events are remembered, in case the user acts on them. */
const EVENTS = 2_000;
/** The widget of a delay from elsewhere is not known. */
const NOBODY = { id: "", origin: "" };

interface Parts {
  ledger: Pick<Ledger, "all" | "get" | "find" | "adopt">;
  unclaimed: Pick<Unclaimed, "isAnotherUnderWay">;
  listings: Listings;
  limits: Pick<RateLimit, "wait">;
  roomName: RoomNames;
  /** Epoch milliseconds. */
  now: () => number;
}

/** A listed event that the ledger does not have, as it would be there. */
interface Found {
  session: Session;
  entry: LedgerEntry & { delayId: string };
}

/**
 * The delays that an account's other devices, or its client without us, have scheduled. The homeserver's list counts
 * towards the limit of restarts, so it is requested once per account when the popup opens, and not at all while calls
 * need the rest of the limit. The ledger adopts a delay when the user acts on it.
 */
export function createElsewhere({ ledger, unclaimed, listings, limits, roomName, now }: Parts) {
  const found = new LimitedMap<string, Found>(EVENTS);
  const ids = new LimitedMap<string, string>(EVENTS);

  /** @param sessions those of the accounts whose delays a window shows; the first of each account is used */
  async function seenBy(sessions: readonly Session[]): Promise<DelaysElsewhere> {
    const accounts = new Map([...sessions].reverse().map((session) => [nameOf(session), session] as const));
    const answers = await Promise.all([...accounts.values()].reverse().slice(0, ACCOUNTS).map(ofAccount));
    return {
      delays: answers.flatMap(({ delays }) => delays),
      failed: answers.some(({ failed }) => failed),
    };
  }

  async function ofAccount(session: Session): Promise<DelaysElsewhere> {
    try {
      const listed = (await list(session)) ?? [];
      const entries = listed.map((event) => entryOf(session, event));
      const unknown = await notInLedger(entries);
      for (const entry of unknown) found.set(entry.id, { session, entry });
      return { delays: await Promise.all(unknown.map((entry) => viewOf(entry, session))), failed: false };
    } catch {
      return { delays: [], failed: true };
    }
  }

  /** @throws NoSlotError if calls need the rest of the limit */
  async function list(session: Session): Promise<PendingEvent[] | undefined> {
    const latest = listings.latest(session);
    const wait = limits.wait(limitedOf(session));
    if (!latest && wait > 0) throw new NoSlotError(wait);
    return latest ?? listings.ask(session);
  }

  /** Leaves out events whose delay_id is in any account's ledger entry, even one of a private window. */
  async function notInLedger(entries: Found["entry"][]): Promise<Found["entry"][]> {
    const all = await ledger.all();
    const known = all.filter(({ delayId }) => delayId !== undefined);
    const names = new Set(known.map(({ account, delayId = "" }) => eventName(account, delayId)));
    const unknown = entries.filter(({ account, delayId }) => !names.has(eventName(account, delayId)));
    // Its delay_id is not in the ledger yet.
    const underWay = await Promise.all(unknown.map((entry) => unclaimed.isAnotherUnderWay(entry)));
    return unknown.filter((_, place) => !underWay[place]);
  }

  function entryOf(session: Session, { delayId, ...event }: PendingEvent): Found["entry"] {
    const { since = now(), delay } = event;
    const account = { userId: session.account.userId, homeserver: session.baseUrl };
    const id = ids.get(eventName(account, delayId)) ?? crypto.randomUUID();
    ids.set(eventName(account, delayId), id);
    const { mayHaveDuplicates: _, ...intent } = intentOf({ session, widget: NOBODY }, event, {
      id,
      intendedAt: now(),
    });
    const life = { state: "pending" as const, delayId, scheduledAt: since, dueAt: after(since, delay) };
    return { ...intent, ...life, elsewhere: true };
  }

  async function viewOf(entry: Found["entry"], session: Session) {
    const name = await roomName(entry, session).catch(() => undefined);
    return delayView(entry, { roomName: name, hasSession: true, widgetClosed: false });
  }

  /** @returns the delays with these ids that were listed, and are not in the ledger by now */
  async function some(wanted: readonly string[]): Promise<DelaysElsewhere["delays"]> {
    const listed = wanted.map((id) => found.get(id)).filter((each) => each !== undefined);
    const unknown = await notInLedger(listed.map(({ entry }) => entry));
    const left = listed.filter(({ entry }) => unknown.includes(entry));
    return Promise.all(left.map(({ entry, session }) => viewOf(entry, session)));
  }

  const details = (id: string) => {
    const content = found.get(id)?.entry.content;
    return content && { content };
  };

  /**
   * Adds a listed event to the ledger, since the user acts on it.
   * @returns its entry, with the listed id unless a widget was faster; nothing if it is not listed, or does not fit
   */
  async function adopt(id: string): Promise<LedgerEntry | undefined> {
    const { entry } = found.get(id) ?? {};
    if (!entry) return undefined;
    const { state: _, delayId, scheduledAt = now(), dueAt: __, ...intent } = entry;
    const known = await ledger.find(entry, delayId);
    if (known) return known;
    await ledger.adopt(intent, delayId, scheduledAt);
    return ledger.get(id);
  }

  /** Forgets the events listed for a partition. */
  async function forgetPartition(partition: string): Promise<void> {
    for (const [id, { entry }] of found) if (entry.partition === partition) found.delete(id);
    listings.forget();
  }

  return { seenBy, some, details, adopt, forgetPartition };
}

export type Elsewhere = ReturnType<typeof createElsewhere>;

function nameOf({ baseUrl, account }: Session): string {
  return eventName({ homeserver: baseUrl, userId: account.userId }, "");
}

function eventName({ homeserver, userId }: LedgerEntry["account"], delayId: string): string {
  return JSON.stringify([homeserver, userId, delayId]);
}
