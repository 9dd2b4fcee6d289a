import * as v from "valibot";
import type { Blocker } from "../../delayed-events/blockers.ts";
import type { DelayState } from "../../delayed-events/delay.ts";
import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { Content } from "../content.ts";
import { StoredTime } from "../times.ts";

const STATES = [
  "intended",
  "pending",
  "gone",
  "sent",
  "cancelled",
  "dropped",
  "refused",
  "unknown",
] as const satisfies DelayState[];

const BLOCKERS = [
  "not-in-room",
  "no-power",
  "foreign-state-key",
  "too-large",
  "not-canonical",
] as const satisfies Blocker[];

export const LedgerEntry = v.object({
  /** The ledger's own id, which is also the transaction id of the request. */
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
  resent: v.optional(v.boolean()),
  mayHaveDuplicates: v.optional(v.boolean()),
  /** Send the event a second time, with this transaction id, because the homeserver has dropped it. */
  resend: v.optional(v.object({ transactionId: v.string(), notBefore: StoredTime })),
  checks: v.optional(v.number()),
  checkedAt: v.optional(StoredTime),
  unreached: v.optional(v.number()),
  /** The delay was not scheduled here: the homeserver listed it, and the user acted on it. Its widget is not known. */
  elsewhere: v.optional(v.boolean()),
  /** The popup has shown how the delay ended. */
  seen: v.optional(v.boolean()),
  error: v.optional(v.string()),
  /** Why the homeserver will drop the delay, or has dropped it. */
  blocker: v.optional(v.picklist(BLOCKERS)),
  /** The last restart reached no server that understands it, so nobody can restart the delay. */
  unheld: v.optional(v.boolean()),
  partition: v.string(),
  /** The origin of the client's page. */
  client: v.string(),
  account: v.object({ userId: v.string(), homeserver: v.string() }),
  widget: v.object({ id: v.string(), origin: v.string() }),
  roomId: v.string(),
  type: v.string(),
  stateKey: v.optional(v.string()),
  /** How long the event is sticky after it is sent (ms). Needed for sending it later, or again. */
  stickyDuration: v.optional(v.number()),
  /** Absent when no longer needed (budget.ts). */
  content: v.optional(Content),
});

/** One delayed event that was scheduled here; `DelayState` explains its states. Times are epoch milliseconds. */
export type LedgerEntry = v.InferOutput<typeof LedgerEntry>;

/** The owner of a delay. Only the same account in the same client of the same partition may touch it. */
export type Owner = Pick<LedgerEntry, "partition" | "client" | "account">;

/** Says whether an owner is a delay's owner. */
export function isOwner({ partition, client, account }: Owner, entry: Owner): boolean {
  return entry.partition === partition && entry.client === client && isSameUser(entry.account, account);
}

/** Says whether two accounts are the same user at the same homeserver. */
export function isSameUser(a: Owner["account"], b: Owner["account"]): boolean {
  return a.userId === b.userId && a.homeserver === b.homeserver;
}

/** @returns the event of a delay; nothing if its content is not kept, since an event without it would be another */
export function eventOf(entry: LedgerEntry): (DelayedSend & { roomId: string }) | undefined {
  const { roomId, type, stateKey, stickyDuration, content, delay } = entry;
  const more = {
    ...(stateKey !== undefined && { stateKey }),
    ...(stickyDuration !== undefined && { stickyDuration }),
  };
  return content && { roomId, type, content, delay, ...more };
}

/** What may be noted in an entry besides its state changes. */
export type Note = {
  [Key in NoteKey]?: LedgerEntry[Key] | undefined;
};
type NoteKey =
  | ("blocker" | "unheld" | "error" | "mayHaveDuplicates" | "resend" | "content")
  | ("checks" | "checkedAt" | "unreached" | "seen");

/** @returns an entry without the notes from before its state changed */
export function withoutChecks(checked: LedgerEntry): LedgerEntry {
  const { checks: _, checkedAt: __, unreached: ___, seen: ____, unheld: _____, ...entry } = checked;
  return entry;
}
