import * as v from "valibot";
import type { DelayState } from "../delayed-events/delay.ts";
import type { Purpose } from "../delayed-events/purpose.ts";

/**
 * What the extension's contexts say to each other. A message is named by its direction, and its direction says how far
 * it is trusted:
 *
 *  - `frame` → background: from a content script, which runs in a page's process. It may ask for its own tab, frame and
 *    origin, and the browser says which those are.
 *  - `page` → background: from the extension's own pages (popup). They act for the user.
 *  - background → `page`: news without an answer.
 */

const FrameMessage = v.variant("ask", [
  v.strictObject({
    ask: v.literal("stand-in"),
    /** The widget's request, taken apart: action and data as the widget wrote them. */
    action: v.string(),
    data: v.optional(v.unknown()),
    widget: v.strictObject({
      id: v.pipe(v.string(), v.maxLength(1_000)),
      /** The origin of the `message` event; "null" for a sandboxed frame. */
      origin: v.pipe(v.string(), v.maxLength(1_000)),
    }),
    whereabouts: v.strictObject({
      src: v.optional(v.string()),
      ids: v.array(v.string()),
      page: v.string(),
      historyRoom: v.optional(v.string()),
    }),
  }),
]);

const PageMessage = v.variant("ask", [
  v.strictObject({ ask: v.literal("overview"), tabId: v.optional(v.number()) }),
  v.strictObject({
    ask: v.literal("update-delay"),
    /** The ledger's own id of the delay; a delay_id never comes to a page. */
    id: v.string(),
    action: v.picklist(["restart", "send", "cancel"]),
  }),
  v.strictObject({ ask: v.literal("switch-site"), site: v.string(), on: v.boolean() }),
]);

export type FrameMessage = v.InferOutput<typeof FrameMessage>;
export type PageMessage = v.InferOutput<typeof PageMessage>;

/** @returns a frame's message, checked, or nothing */
export function parseFrameMessage(message: unknown): FrameMessage | undefined {
  const result = v.safeParse(FrameMessage, message);
  return result.success ? result.output : undefined;
}

/** @returns an extension page's message, checked, or nothing */
export function parsePageMessage(message: unknown): PageMessage | undefined {
  const result = v.safeParse(PageMessage, message);
  return result.success ? result.output : undefined;
}

/** A delay as the popup shows it. Times are epoch milliseconds, `delay` is milliseconds. */
export interface DelayView {
  id: string;
  state: DelayState;
  /** What it is, for the words the user reads. */
  purpose: Purpose;
  delay: number;
  dueAt?: number;
  scheduledAt?: number;
  restartedAt?: number;
  endedAt?: number;
  error?: string;
  room: { id: string; name?: string };
  widget: { id: string; origin: string };
  client: string;
  userId: string;
  type: string;
  stateKey?: string;
  content: Record<string, unknown>;
  /** The first characters of the delay_id, which is a secret. */
  maskedDelayId?: string;
}

/** What is wrong, or right, with the client in the tab the popup was opened over. */
export type Diagnosis =
  /** The tab holds no web page. */
  | "no-page"
  | "site-off"
  /** The site is on, its homeserver is not granted. */
  | "homeserver-not-granted"
  /** The site is on, but no request of the client with a session has been seen. */
  | "no-session"
  | "homeserver-unreachable"
  | "homeserver-without-delayed-events"
  | "ready";

/** The answer to "overview". */
export interface Overview {
  /** The page in the tab, absent when it is no web page. */
  client?: {
    /** The match pattern of the tab's site. */
    site: string;
    on: boolean;
    /** Patterns of homeservers that the page was seen talking to and that the extension may not look at yet. */
    missing: string[];
  };
  diagnosis: Diagnosis;
  account?: { userId: string; homeserver: string };
  /** Pending ones first, the next due on top; then those that ended last. */
  delays: DelayView[];
}

/** The answer to "update-delay" and "switch-site". */
export type Outcome = { ok: true } | { ok: false; error: string };

/** News for open pages: the ledger or the sites have changed, ask again. */
export const CHANGED = { news: "changed" } as const;
