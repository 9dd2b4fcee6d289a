import * as v from "valibot";
import type { Blocker } from "../delayed-events/blockers.ts";
import type { DelayState, EndedBy } from "../delayed-events/delay.ts";
import type { Purpose } from "../delayed-events/purpose.ts";
import { FEATURES } from "../features/features.ts";
import { LONGEST } from "../host-support/embedding.ts";
import type { Approval } from "../widget-api/capabilities.ts";
import type { WidgetResponse } from "../widget-api/message.ts";

/**
 * What the extension's contexts say to each other. A message is named by its direction, and its direction says how far
 * it is trusted:
 *
 *  - `frame` → background: from a content script, which runs in a page's process. It may ask for its own tab, frame and
 *    origin, and the browser says which those are.
 *  - `page` → background: from the extension's own pages (popup). They act for the user.
 *  - background → `page`: news without an answer.
 *
 * What a question is answered with stands by its name in `FrameAnswers` and `PageAnswers`.
 */

const Text = v.pipe(v.string(), v.maxLength(1_000));
const Capabilities = v.pipe(v.array(v.string()), v.maxLength(1_000));
/** Names one load of one widget. Only the scripts of the widget's frame and of its host's frame ever have it. */
const Nonce = v.pipe(v.string(), v.uuid());

const FrameMessage = v.variant("ask", [
  /** The widget's frame: a widget may be here, in a host of this origin. */
  v.strictObject({ ask: v.literal("widget-here"), nonce: Nonce, host: Text, late: v.boolean() }),
  /** The host's frame: the widget of this nonce is a frame of this page. */
  v.strictObject({
    ask: v.literal("widget-seen"),
    nonce: Nonce,
    /** Whether the script came into the page after the widget may have spoken with its host. */
    late: v.boolean(),
    widget: v.strictObject({
      id: Text,
      /** The origin of its `message` events; "null" for a sandboxed frame. */
      origin: Text,
    }),
    embedding: v.strictObject({
      src: v.optional(v.pipe(v.string(), v.maxLength(LONGEST.src))),
      ids: v.pipe(v.array(v.pipe(v.string(), v.maxLength(LONGEST.id))), v.maxLength(LONGEST.ids)),
      page: v.pipe(v.string(), v.maxLength(LONGEST.page)),
      historyRoom: v.optional(v.pipe(v.string(), v.maxLength(LONGEST.room))),
    }),
  }),
  /** The host's frame: this host knows these features, by their ids, and looks at the widget's rights to them itself. */
  v.strictObject({
    ask: v.literal("host-knows"),
    nonce: Nonce,
    features: v.pipe(v.array(v.picklist(FEATURES.map(({ id }) => id))), v.maxLength(FEATURES.length)),
  }),
  /** A host's frame: is this site on? */
  v.strictObject({ ask: v.literal("site-on") }),
  /** The host's frame: the host was not told of these. */
  v.strictObject({ ask: v.literal("hidden"), nonce: Nonce, capabilities: Capabilities }),
  /**
   * The widget's frame: the host says that it approved this, and was not told of what the widget had `asked` for besides.
   */
  v.strictObject({
    ask: v.literal("approved"),
    nonce: Nonce,
    approval: v.strictObject({ requested: Capabilities, approved: Capabilities }),
    asked: Capabilities,
  }),
  /**
   * The host's frame, of a host that knows nothing, or the widget's frame: do this. `failed` says that the host, which knows it,
   * has just failed at it. `data` is as the widget wrote it. Asked again with the same `id`, it is the same request: the
   * background had died.
   */
  v.strictObject({
    ask: v.literal("perform"),
    nonce: Nonce,
    id: v.optional(v.pipe(v.string(), v.uuid())),
    failed: v.optional(v.boolean()),
    action: v.string(),
    data: v.optional(v.unknown()),
    /** So many milliseconds the widget still waits. */
    within: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))),
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
  /** Forget what has ended, of what the tab's window shows. */
  v.strictObject({ ask: v.literal("clear-ended"), tabId: v.optional(v.number()) }),
  v.strictObject({ ask: v.literal("switch-site"), site: v.string(), on: v.boolean() }),
  /** May messages that cannot be encrypted be scheduled in encrypted rooms? */
  v.strictObject({ ask: v.literal("switch-unencrypted"), on: v.boolean() }),
  /** The consent window: what is asked? Also says that it is still there. */
  v.strictObject({ ask: v.literal("consent-questions") }),
  v.strictObject({
    ask: v.literal("consent-answer"),
    id: v.string(),
    answer: v.picklist(["once", "always", "no"]),
  }),
  v.strictObject({
    ask: v.literal("revoke-consent"),
    partition: v.string(),
    client: v.string(),
    userId: v.string(),
    widget: v.string(),
  }),
  /** A widget that was refused may ask the user again. */
  v.strictObject({
    ask: v.literal("let-ask"),
    partition: v.string(),
    client: v.string(),
    widget: v.string(),
  }),
]);

export type FrameMessage = v.InferOutput<typeof FrameMessage>;
export type PageMessage = v.InferOutput<typeof PageMessage>;

/** The message by which a content script asks this. */
export type FrameQuestion<Ask extends FrameMessage["ask"]> = Extract<FrameMessage, { ask: Ask }>;
/** The message by which a page of the extension asks this. */
export type PageQuestion<Ask extends PageMessage["ask"]> = Extract<PageMessage, { ask: Ask }>;

/**
 * What content scripts are answered, by what they ask. `false` is no: who asks is not who may, or the host's word stands. No
 * answer at all is that of a background that dies.
 */
export interface FrameAnswers {
  "widget-here": boolean;
  "widget-seen": boolean;
  "host-knows": boolean;
  "site-on": boolean;
  hidden: boolean;
  /** What the widget is to be told, and has been granted. */
  approved: { approval: Approval } | false;
  /** What stands under `response` in the reply to the widget. */
  perform: { response: WidgetResponse } | false;
}

/** What the extension's own pages are answered, by what they ask. */
export interface PageAnswers {
  overview: Overview;
  "update-delay": Outcome;
  "clear-ended": Outcome;
  "switch-site": Outcome;
  "switch-unencrypted": Outcome;
  "consent-questions": ConsentQuestion[];
  "consent-answer": Outcome;
  "revoke-consent": Outcome;
  "let-ask": Outcome;
}

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
  /** Whose doing the end was. */
  by?: EndedBy;
  /** The homeserver had dropped it, and it was sent a second time at the user's wish. */
  resent?: boolean;
  /** When it is sent a second time, without a delay, because the homeserver has dropped it at the user's Send now. */
  resendAt?: number;
  error?: string;
  /** Why the homeserver will drop it when its time comes, or has dropped it. */
  blocker?: Blocker;
  /** Whether there is a session to restart, send or cancel it with; after a logout there is none, and it is sent all the same. */
  hasSession: boolean;
  room: { id: string; name?: string };
  widget: { id: string; origin: string };
  client: string;
  userId: string;
  type: string;
  stateKey?: string;
  /** Absent once nobody needs it any more: that of what has ended is not kept. */
  content?: Record<string, unknown>;
  /** The first characters of the delay_id, which is a secret. */
  maskedDelayId?: string;
}

/** What is wrong, or right, with the client in the tab the popup was opened over. */
export type Diagnosis =
  /** The tab holds no web page. */
  | "no-page"
  | "site-off"
  /** The site is on, and the page was loaded before that: the content scripts are not in it, or came too late. */
  | "reload-needed"
  /** The site is on, its homeserver is not granted. */
  | "homeserver-not-granted"
  /** All is well but for a widget on a site that is not granted: its delayed events are refused. */
  | "widget-not-granted"
  /** The site is on, but no request of the client with a session has been seen. */
  | "no-session"
  /** Two homeservers say that they have the same user: nothing is scheduled, for it is not known which of them is right. */
  | "account-not-clear"
  | "homeserver-unreachable"
  | "homeserver-without-delayed-events"
  /** It said that it can, and then sent an event at once. */
  | "homeserver-sends-at-once"
  /** It has lately refused a widget's restarts because there were too many. */
  | "restarts-limited"
  | "ready";

/** What keeps new events from being scheduled. What is scheduled already is looked after all the same. */
export type Shortage =
  /** The browser stores nothing more for Postdate. */
  | { of: "storage" }
  /** All widgets together have as much scheduled as there is room for. */
  | { of: "all" }
  /** One client's widgets have, or one of them has. */
  | { of: "client"; client: string }
  | { of: "widget"; client: string; widget: string };

/** All that the popup shows. */
export interface Overview {
  /** The page in the tab, absent when it is no web page. */
  client?: {
    /** The match pattern of the tab's site. */
    site: string;
    on: boolean;
    /** Patterns of homeservers and widgets that the page deals with and that the extension may not look at yet. */
    missing: string[];
  };
  diagnosis: Diagnosis;
  account?: { userId: string; homeserver: string };
  /** Pending ones first, the next due on top; then those that ended last. */
  delays: DelayView[];
  /** Absent where there is room. */
  shortage?: Shortage;
  /** Widgets that may send events later without being asked about again. */
  consents: GivenConsent[];
  /** Widgets of the tab's client about which the user is not asked for a while, since they have said no. */
  refused: RefusedConsent[];
  /** Whether messages may be scheduled in encrypted rooms, where they are then sent unencrypted. */
  unencrypted: boolean;
}

/** Who wants to send events later. */
export interface ConsentQuestion {
  id: string;
  /** The partition of the client's tab; in a private one, always is until the last private window is closed. */
  partition: string;
  /** The address of the widget's page, without query and fragment; its origin where that is all there is. */
  widget: string;
  /** The origin of the client's page. */
  client: string;
  userId: string;
}

/** Allow for this load of the widget, for always, or not. */
export type ConsentAnswer = "once" | "always" | "no";

/** A consent that was given for always; `givenAt` is epoch milliseconds. */
export interface GivenConsent extends Omit<ConsentQuestion, "id"> {
  givenAt: number;
}

/** Whose question is not put again for a while: any widget of this origin, in this client. */
export interface RefusedConsent {
  partition: string;
  /** The origin of the client's page. */
  client: string;
  /** The origin of the widget's address; "null" where that is all there is. */
  widget: string;
}

/** What came of a wish: that it was done, or why not. */
export type Outcome = { ok: true } | Refusal;

/** What was not done. `error` is somebody else's words; `reason` says what the popup has words of its own for. */
export interface Refusal {
  ok: false;
  error: string;
  reason?: Reason;
  /** With "resend-due": when Postdate sends it. With "limited": until when the homeserver takes nothing more (epoch ms). */
  at?: number;
}

export type Reason =
  /** The homeserver does not have the delay any more. */
  | "gone"
  /** The homeserver refused because there were too many requests; the delay is as it was. */
  | "limited"
  /** The homeserver dropped the delay instead of sending it; it is sent a second time, later. */
  | "resend-due"
  /** There is no session to do it with. */
  | "no-session"
  /** The ledger does not know the delay any more. */
  | "forgotten";

/** News for open pages: the ledger or the sites have changed, ask again. */
export const CHANGED = { news: "changed" } as const;
