import type { UpdateAction } from "./stand-in.ts";

/**
 * A delay's life, as the ledger knows it.
 *
 *                 accepted                    send
 *    intended ───────────────▶ pending ───────────────▶ sent
 *      │    │                  │  ▲ │ │     cancel
 *      │    │ refused          └──┘ │ └─────────────────▶ cancelled
 *      │    ▼               restart │       missing
 *      │  refused                   └───────────────────▶ gone
 *      │ unanswered
 *      └──────────▶ unknown
 *
 *  - `intended`: written down before the request leaves. Who finds one later knows that the homeserver may hold an event
 *    that no widget ever learned of.
 *  - `pending`: the homeserver gave a delay_id. `dueAt` is when it will send the event if nobody restarts the delay.
 *  - `sent`, `cancelled`: on request, through us.
 *  - `gone`: the homeserver no longer has it. It was sent on time, or it came to nothing.
 *  - `refused`: the homeserver did not take it.
 *  - `unknown`: the request left and no answer came; the homeserver may have taken it.
 *
 * Only `intended` and `pending` lead anywhere; whatever happens to an ended delay changes nothing.
 */
export type DelayState = "intended" | "pending" | "sent" | "cancelled" | "gone" | "refused" | "unknown";

/** What moves a delay on. `at` is epoch milliseconds. */
export type DelayEvent =
  | { kind: "accepted"; delayId: string; at: number }
  | { kind: "refused"; error: string; at: number }
  | { kind: "unanswered"; error: string; at: number }
  | { kind: "updated"; action: UpdateAction; at: number }
  | { kind: "missing"; at: number };

/** The part of a delay that its life changes. */
export interface DelayLife {
  state: DelayState;
  /** Milliseconds from the last (re)start to the sending. */
  delay: number;
  delayId?: string;
  /** When the homeserver took it (epoch ms). */
  scheduledAt?: number;
  /** When it was last restarted (epoch ms). */
  restartedAt?: number;
  /** When the homeserver sends it unless it is restarted (epoch ms). */
  dueAt?: number;
  endedAt?: number;
  /** Why it was refused, or why there was no answer. */
  error?: string;
}

const ENDED_BY: Record<Exclude<UpdateAction, "restart">, DelayState> = { send: "sent", cancel: "cancelled" };

/** @returns the delay after the event; the same object when the event changes nothing */
export function advance<Delay extends DelayLife>(delay: Delay, event: DelayEvent): Delay {
  const { at } = event;
  if (delay.state === "intended" && event.kind === "accepted")
    return { ...delay, state: "pending", delayId: event.delayId, scheduledAt: at, dueAt: at + delay.delay };
  if (delay.state === "intended" && event.kind === "refused")
    return { ...delay, state: "refused", error: event.error, endedAt: at };
  if (delay.state === "intended" && event.kind === "unanswered")
    return { ...delay, state: "unknown", error: event.error, endedAt: at };
  if (delay.state !== "pending") return delay;
  if (event.kind === "missing") return { ...delay, state: "gone", endedAt: at };
  if (event.kind !== "updated") return delay;
  if (event.action === "restart") return { ...delay, restartedAt: at, dueAt: at + delay.delay };
  return { ...delay, state: ENDED_BY[event.action], endedAt: at };
}

/** Says whether the homeserver still counts a delay down, as far as is known here. `now` is epoch milliseconds. */
export function isPending({ state, dueAt }: DelayLife, now: number): boolean {
  return state === "pending" && dueAt !== undefined && dueAt > now;
}
