import type { UpdateAction } from "./delayed-event.ts";
import { after } from "./times.ts";

/**
 * A delay's life, as the ledger records it.
 *
 *              accepted                 updated: send, found in the room
 *   intended ───────────▶ pending ──────────────────────────────────────▶ sent
 *     │ │ │               │ ▲  │ ▲ │   updated: cancel, overruled
 *     │ │ │ refused       └─┘  │ │ └────────────────────────────────────▶ cancelled
 *     │ │ ▼           restart, │ │ listed                                    ▲
 *     │ │ refused      listed  ▼ │                                           │
 *     │ │            missing  gone ──── found in the room, overruled ──▶ sent, cancelled
 *     │ │                        │
 *     │ │                        └──── nowhere ──▶ dropped ── sent again ──▶ sent
 *     │ │ unanswered                                                         │
 *     │ └──────────▶ unknown ────────────────────── withdrawn ───────────────┘
 *     └───────────────────────── withdrawn ──────────────────────────────────┘
 *
 *  - `intended`: stored before the request leaves. An entry in this state that is found later means that the
 *    homeserver may have an event that no widget ever learned of.
 *  - `pending`: the homeserver gave a delay_id. `dueAt` is when it will send the event if nobody restarts the delay.
 *  - `gone`: the homeserver no longer has it; it is not known yet whether it was sent.
 *  - `sent`, `cancelled`: `by` says who caused it.
 *  - `dropped`: the homeserver no longer has it, and the room never saw it.
 *  - `refused`: the homeserver did not accept it.
 *  - `unknown`: the request left and no answer came; the homeserver may have accepted it.
 *
 * An ended delay changes in no other way.
 */
export type DelayState =
  | "intended"
  | "pending"
  | "gone"
  | "sent"
  | "cancelled"
  | "dropped"
  | "refused"
  | "unknown";

/**
 * Who ended a delay: its time came; the widget or the user asked for it; a state event of the same type and key
 * cancelled it (on Synapse up to 1.126 one's own, on later versions another user's); or the extension, because no
 * widget ever learned of it.
 */
export type EndedBy = "time" | "widget" | "user" | "other-state" | "postdate";

/** What moves a delay on. `at` is epoch milliseconds. */
export type DelayEvent =
  | { kind: "accepted"; delayId: string; at: number }
  | { kind: "refused"; error: string; at: number }
  | { kind: "unanswered"; error: string; at: number }
  | { kind: "updated"; action: UpdateAction; by: "widget" | "user"; at: number }
  /** The homeserver does not know the delay, or no longer does. */
  | { kind: "missing"; at: number }
  /** The homeserver is still counting the delay down, from `at` on; that is now if the homeserver does not say. */
  | { kind: "listed"; at: number; isUntold?: boolean }
  /** The event is in the room since `at`. `resent`: only because it was sent a second time, without a delay. */
  | { kind: "found"; at: number; resent?: boolean }
  /** Another user's state event of the same type and key has cancelled it. */
  | { kind: "overruled"; at: number }
  /** The event is neither pending nor in the room. */
  | { kind: "nowhere"; error?: string; at: number }
  /**
   * No widget ever learned of the delay, so it was cancelled; with its `delayId` if it was pending at the homeserver.
   */
  | { kind: "withdrawn"; delayId?: string; at: number };

/** The part of a delay that its life changes. */
export interface DelayLife {
  state: DelayState;
  /** Milliseconds from the last (re)start to the sending. */
  delay: number;
  delayId?: string;
  /** When the homeserver accepted it (epoch ms). */
  scheduledAt?: number;
  /** When it was last restarted (epoch ms). */
  restartedAt?: number;
  /** When the homeserver sends it unless it is restarted (epoch ms). */
  dueAt?: number;
  endedAt?: number;
  /** Who caused the end, if anybody did. */
  by?: EndedBy;
  /** The homeserver had dropped it, and it was sent a second time, without a delay. */
  resent?: boolean;
  /** Why it was refused, why there was no answer, or why it was dropped. */
  error?: string;
}

const ENDED_BY: Record<Exclude<UpdateAction, "restart">, DelayState> = { send: "sent", cancel: "cancelled" };

/** @returns the delay after the event; the same object if the event changes nothing */
export function advance<Delay extends DelayLife>(delay: Delay, event: DelayEvent): Delay {
  switch (delay.state) {
    case "intended":
      return fromIntended(delay, event);
    case "pending":
    case "gone":
      return fromPending(delay, event);
    case "unknown":
      return event.kind === "withdrawn" ? withdrawn(delay, event) : delay;
    case "dropped":
      return event.kind === "found" && event.resent ? sent(delay, event) : delay;
    default:
      return delay;
  }
}

function fromIntended<Delay extends DelayLife>(delay: Delay, event: DelayEvent): Delay {
  switch (event.kind) {
    case "accepted": {
      const { delayId, at } = event;
      return { ...delay, state: "pending", delayId, scheduledAt: at, dueAt: after(at, delay.delay) };
    }
    case "refused":
      return { ...delay, state: "refused", error: event.error, endedAt: event.at };
    case "unanswered":
      return { ...delay, state: "unknown", error: event.error, endedAt: event.at };
    case "withdrawn":
      return withdrawn(delay, event);
    default:
      return delay;
  }
}

function fromPending<Delay extends DelayLife>(delay: Delay, event: DelayEvent): Delay {
  const { at } = event;
  switch (event.kind) {
    case "updated":
      if (delay.state === "gone") return delay;
      if (event.action === "restart") return { ...delay, restartedAt: at, dueAt: after(at, delay.delay) };
      return { ...delay, state: ENDED_BY[event.action], by: event.by, endedAt: at };
    case "missing":
      return delay.state === "gone" ? delay : { ...delay, state: "gone", endedAt: at };
    case "listed":
      return listed(delay, event);
    case "found":
      return sent(delay, event);
    case "overruled":
      return { ...delay, state: "cancelled", by: "other-state", endedAt: at };
    case "nowhere":
      return {
        ...delay,
        state: "dropped",
        endedAt: at,
        ...(event.error !== undefined && { error: event.error }),
      };
    case "withdrawn":
      return withdrawn(delay, event);
    default:
      return delay;
  }
}

/** A listed delay may have a later start: somebody else restarts it too, or the answer to a restart was lost. */
function listed<Delay extends DelayLife>(
  delay: Delay,
  { at, isUntold }: { at: number; isUntold?: boolean },
): Delay {
  const { endedAt: _, ...alive } = delay;
  const isNewer = !isUntold && at > (delay.restartedAt ?? delay.scheduledAt ?? 0);
  return {
    ...(alive as Delay),
    state: "pending",
    dueAt: after(at, delay.delay),
    ...(isNewer && delay.scheduledAt !== undefined && { restartedAt: at }),
  };
}

function sent<Delay extends DelayLife>(
  delay: Delay,
  { at, resent }: { at: number; resent?: boolean },
): Delay {
  const { error: _, ...rest } = delay;
  return {
    ...(rest as Delay),
    state: "sent",
    by: resent ? "user" : "time",
    endedAt: at,
    ...(resent && { resent }),
  };
}

function withdrawn<Delay extends DelayLife>(
  delay: Delay,
  { delayId, at }: { delayId?: string; at: number },
): Delay {
  return {
    ...delay,
    state: "cancelled",
    by: "postdate",
    endedAt: at,
    ...(delayId !== undefined && { delayId }),
  };
}

/** Says whether, as far as we know, the homeserver still counts a delay down. `now` is epoch milliseconds. */
export function isPending({ state, dueAt }: DelayLife, now: number): boolean {
  return state === "pending" && dueAt !== undefined && dueAt > now;
}
