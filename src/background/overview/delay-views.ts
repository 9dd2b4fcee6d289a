import { isPending } from "../../delayed-events/delay.ts";
import { isSeenFrom } from "../../messaging/sender.ts";
import type { DelayDetails, DelayView } from "../../messaging/views/delays.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { isNews } from "./badge.ts";
import { delayView } from "./delay-view.ts";
import type { OpenWidgets } from "./open-widgets.ts";
import type { RoomNames } from "./room-names.ts";

/** How many ended delays are shown, and how many dropped ones are shown in addition. */
const ENDED = 10;

interface Parts {
  ledger: Pick<Ledger, "all" | "get">;
  sessions: Pick<Sessions, "ofAccount">;
  roomName: RoomNames;
  openOf: OpenWidgets;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The ledger's delays as the extension's own pages show them. */
export function createDelayViews({ ledger, sessions, roomName, openOf, now }: Parts) {
  /**
   * @returns the delays that a window of this partition shows: private ones in private windows, the rest in all others
   */
  async function seenFrom(partition: string): Promise<DelayView[]> {
    const entries = (await ledger.all()).filter((entry) => isShown(entry, partition));
    const pending = entries.filter((entry) => isPending(entry, now()));
    const ended = entries.filter((entry) => !isPending(entry, now()));
    pending.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    ended.sort((a, b) => endOf(b) - endOf(a));
    return viewsOf([...pending, ...lastOf(ended)]);
  }

  /** @returns those of these delays (the ledger's ids) that the ledger has and a window of this partition shows */
  async function some(partition: string, ids: readonly string[]): Promise<DelayView[]> {
    const found = await Promise.all(ids.map((id) => ledger.get(id)));
    return viewsOf(found.flatMap((entry) => (entry && isShown(entry, partition) ? [entry] : [])));
  }

  /** @returns the details of a delay, if a window of this partition shows it */
  async function details(partition: string, id: string): Promise<DelayDetails | undefined> {
    const entry = await ledger.get(id);
    if (!entry || !isShown(entry, partition)) return undefined;
    return entry.content ? { content: entry.content } : {};
  }

  /** Looks each account's session up once, however many of its delays are shown. */
  async function viewsOf(entries: readonly LedgerEntry[]): Promise<DelayView[]> {
    const isOpen = await openOf(entries.filter(({ widget }) => widget !== undefined));
    const lookedUp = new Map<string, Promise<Session | undefined>>();
    const sessionOf = ({ partition, client, account }: LedgerEntry) => {
      const key = JSON.stringify([partition, client, account.homeserver, account.userId]);
      const session =
        lookedUp.get(key) ?? sessions.ofAccount(partition, client, account).catch(() => undefined);
      lookedUp.set(key, session);
      return session;
    };
    const view = async (entry: LedgerEntry) => {
      const session = await sessionOf(entry);
      const name = await roomName(entry, session);
      return delayView(entry, {
        roomName: name,
        hasSession: session !== undefined,
        widgetClosed: !isOpen(entry),
      });
    };
    // A delay that cannot be shown does not affect the others.
    const shown = entries.map((entry) => view(entry).catch(() => undefined));
    return (await Promise.all(shown)).filter((seen) => seen !== undefined);
  }

  return { seenFrom, some, details };
}

export type DelayViews = ReturnType<typeof createDelayViews>;

function isShown({ state, partition }: LedgerEntry, window: string): boolean {
  return state !== "intended" && isSeenFrom(window, partition);
}

/** @returns the latest ended delays, and all that the toolbar button's badge counts */
function lastOf(ended: LedgerEntry[]): LedgerEntry[] {
  const dropped = ended.filter(({ state }) => state === "dropped");
  // Dropped delays stay in the list after they have been shown, because the popup may fetch the list again.
  const shown = new Set([...ended.slice(0, ENDED), ...dropped.slice(0, ENDED), ...dropped.filter(isNews)]);
  return ended.filter((entry) => shown.has(entry));
}

function endOf({ endedAt, dueAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? 0;
}
