import * as v from "valibot";
import type { Blocker } from "../delayed-events/blockers.ts";
import type { DelayState, EndedBy } from "../delayed-events/delay.ts";
import type { Purpose } from "../delayed-events/purpose.ts";
import { FEATURES } from "../features/features.ts";
import { LONGEST } from "../host-support/embedding.ts";
import type { Approval } from "../widget-api/capabilities.ts";
import type { WidgetResponse } from "../widget-api/message.ts";
import { type Beat, type Found, Protect, type ServerFacts, type WidgetLine } from "./client-facts.ts";
import type { HomeserverRequest } from "./traffic.ts";

/**
 * The messages between the extension's contexts. A message is named by its direction, and its direction decides how
 * far it is trusted:
 *
 *  - `frame` → background: from a content script, which runs in a page's process. It may ask on behalf of its own
 *    tab, frame and origin, and the browser says which those are.
 *  - `page` → background: from the extension's own pages (popup). They act for the user.
 *  - background → `page`: news without an answer.
 *
 * `FrameAnswers` and `PageAnswers` list the answer to each question.
 */

const Text = v.pipe(v.string(), v.maxLength(1_000));
const Capabilities = v.pipe(v.array(v.string()), v.maxLength(1_000));
/** Identifies one load of one widget. Only the scripts in the widget's frame and its host's frame ever have it. */
const Nonce = v.pipe(v.string(), v.uuid());

/** The ledger's ids of some delays. */
const Ids = v.pipe(v.array(v.string()), v.maxLength(10_000));

const FrameMessage = v.variant("ask", [
  /** The widget's frame: a widget may be here, in a host of this origin. */
  v.strictObject({ ask: v.literal("widget-here"), nonce: Nonce, host: Text, late: v.boolean() }),
  /** The host's frame: the widget with this nonce is in a frame of this page. */
  v.strictObject({
    ask: v.literal("widget-seen"),
    nonce: Nonce,
    /** Whether the script was injected so late that the widget may already have talked to its host. */
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
  /** The host's frame: this host knows these features (ids), and checks the widget's rights to them itself. */
  v.strictObject({
    ask: v.literal("host-knows"),
    nonce: Nonce,
    features: v.pipe(v.array(v.picklist(FEATURES.map(({ id }) => id))), v.maxLength(FEATURES.length)),
  }),
  /** The host's frame: a widget of this origin wants something of ours, and has no script in its frame. */
  v.strictObject({ ask: v.literal("unreached"), widget: Text }),
  /** The top frame of a site that is on: a page has loaded here, or is shown again. */
  v.strictObject({ ask: v.literal("page-here") }),
  /** A host's frame: is this site on? A widget's: is that of my host, which is of this origin? */
  v.strictObject({ ask: v.literal("site-on"), host: v.optional(Text) }),
  /** The host's frame: these capabilities were hidden from the host. */
  v.strictObject({ ask: v.literal("hidden"), nonce: Nonce, capabilities: Capabilities }),
  /**
   * The widget's frame: the host says that it approved this. Whatever else the widget `asked` for was hidden from it.
   */
  v.strictObject({
    ask: v.literal("approved"),
    nonce: Nonce,
    approval: v.strictObject({ requested: Capabilities, approved: Capabilities }),
    asked: Capabilities,
  }),
  /**
   * The host's frame, if the host does not know the feature, or the widget's frame: perform this action. `failed`
   * says that the host, which knows the action, has just failed at it. `data` is as the widget wrote it. A message
   * with the same `id` is the same request again, because the background had died.
   */
  v.strictObject({
    ask: v.literal("perform"),
    nonce: Nonce,
    id: v.optional(v.pipe(v.string(), v.uuid())),
    failed: v.optional(v.boolean()),
    action: v.string(),
    data: v.optional(v.unknown()),
    /** How many milliseconds the widget will still wait. */
    within: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(10_000))),
    /** Whether the inspector watches, and is to be told of the requests to the homeserver. */
    traced: v.optional(v.literal(true)),
  }),
]);

const PageMessage = v.variant("ask", [
  /** Which sites are on? */
  v.strictObject({ ask: v.literal("sites-on") }),
  v.strictObject({ ask: v.literal("overview"), tabId: v.optional(v.number()) }),
  /** How are these delays (the ledger's ids) now? */
  v.strictObject({ ask: v.literal("delays"), tabId: v.optional(v.number()), ids: Ids }),
  /** What the list leaves out of one delay. */
  v.strictObject({ ask: v.literal("delay-details"), tabId: v.optional(v.number()), id: v.string() }),
  /** What do the homeservers of this window's accounts hold that was not scheduled here? */
  v.strictObject({ ask: v.literal("delays-elsewhere"), tabId: v.optional(v.number()) }),
  /** Cancel these delays, one after another. */
  v.strictObject({ ask: v.literal("cancel-delays"), ids: Ids }),
  v.strictObject({
    ask: v.literal("update-delay"),
    /** The ledger's own id of the delay; a delay_id never reaches a page. */
    id: v.string(),
    action: v.picklist(["restart", "send", "cancel"]),
  }),
  /** In which calls does the room state say the account of the tab's client to be, while nothing here keeps it there? */
  v.strictObject({ ask: v.literal("memberships"), tabId: v.optional(v.number()) }),
  /** Say in the user's name that they are not in this call. */
  v.strictObject({
    ask: v.literal("leave-call"),
    tabId: v.optional(v.number()),
    userId: Text,
    roomId: Text,
    type: Text,
    stateKey: Text,
  }),
  /** Forget the ended delays that the tab's window shows. */
  v.strictObject({ ask: v.literal("clear-ended"), tabId: v.optional(v.number()) }),
  v.strictObject({ ask: v.literal("switch-site"), site: v.string(), on: v.boolean() }),
  Protect,
  /** The browser was not allowed what the last `protect` was about. */
  v.strictObject({ ask: v.literal("drop-choice") }),
  /** Forget what homeservers have said of themselves, so that the next overview asks them. */
  v.strictObject({ ask: v.literal("check-again") }),
  /** May messages that cannot be encrypted be scheduled in encrypted rooms? */
  v.strictObject({ ask: v.literal("switch-unencrypted"), on: v.boolean() }),
  /** May the user be told when the homeserver has sent a last will for them? */
  v.strictObject({ ask: v.literal("switch-notifications"), on: v.boolean() }),
  /** In which language are reports written? */
  v.strictObject({ ask: v.literal("report-language"), language: v.picklist(["browser", "en"]) }),
  /** The options page, in a window of this partition. */
  v.strictObject({ ask: v.literal("options"), partition: Text }),
  /** The consent window: which questions are open? This also says that the window is still there. */
  v.strictObject({ ask: v.literal("consent-questions") }),
  v.strictObject({
    ask: v.literal("consent-answer"),
    id: v.string(),
    answer: v.picklist(["once", "always", "no"]),
  }),
  /** Whatever a widget was allowed for always, it is no more. */
  v.strictObject({
    ask: v.literal("revoke-consent"),
    partition: v.string(),
    client: v.string(),
    userId: v.string(),
    widget: v.string(),
  }),
  /** A widget that was refused may ask the user again, about any feature. */
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
 * The answers to content scripts, by question. `false` means no: the sender may not ask this, or the host's answer
 * stands. No answer at all means that the background died.
 */
export interface FrameAnswers {
  "widget-here": boolean;
  "widget-seen": boolean;
  "host-knows": boolean;
  unreached: boolean;
  "page-here": boolean;
  "site-on": boolean;
  hidden: boolean;
  /** The capabilities to tell the widget, requested and approved. */
  approved: { approval: Approval } | false;
  /** What stands under `response` in the reply to the widget. */
  perform: { response: WidgetResponse; requests?: HomeserverRequest[] } | false;
}

/** The answers to the extension's own pages, by question. */
export interface PageAnswers {
  /** The sites that are on, as match patterns. */
  "sites-on": string[];
  overview: Overview;
  delays: DelaysNow;
  "delay-details": DelayDetails;
  "delays-elsewhere": DelaysElsewhere;
  "update-delay": Outcome;
  memberships: CallMembership[];
  "leave-call": LeaveOutcome;
  "cancel-delays": Outcome;
  "clear-ended": Outcome;
  "switch-site": Outcome;
  protect: Outcome;
  "drop-choice": Outcome;
  "check-again": Outcome;
  "switch-unencrypted": Outcome;
  "switch-notifications": Outcome;
  "report-language": Outcome;
  options: Options;
  "consent-questions": ConsentQuestion[];
  "consent-answer": Outcome;
  "revoke-consent": Outcome;
  "let-ask": Outcome;
}

/** @returns a frame's message if it is valid, otherwise nothing */
export function parseFrameMessage(message: unknown): FrameMessage | undefined {
  const result = v.safeParse(FrameMessage, message);
  return result.success ? result.output : undefined;
}

/** @returns an extension page's message if it is valid, otherwise nothing */
export function parsePageMessage(message: unknown): PageMessage | undefined {
  const result = v.safeParse(PageMessage, message);
  return result.success ? result.output : undefined;
}

/** A delay as the popup shows it. Times are epoch milliseconds, `delay` is milliseconds. */
export interface DelayView {
  id: string;
  state: DelayState;
  /** What the delay is for, in terms the user reads. */
  purpose: Purpose;
  delay: number;
  dueAt?: number;
  scheduledAt?: number;
  restartedAt?: number;
  endedAt?: number;
  /** What or who ended the delay. */
  by?: EndedBy;
  /** The homeserver had dropped it, and it was sent a second time because the user wanted it. */
  resent?: boolean;
  /**
   * When it will be sent a second time, without a delay, because the homeserver dropped it at the user's Send now.
   */
  resendAt?: number;
  error?: string;
  /** Why the homeserver will drop it when its time comes, or has dropped it. */
  blocker?: Blocker;
  /** The last restart reached nobody who understands it, so that nobody can hold the delay back. */
  unheld?: boolean;
  /**
   * Whether there is a session to restart, send or cancel it with. After a logout there is none, and the homeserver
   * sends it all the same.
   */
  hasSession: boolean;
  room: { id: string; name?: string };
  widget: { id: string; origin: string };
  client: string;
  userId: string;
  type: string;
  stateKey?: string;
  /** The first words of a message that has any. The rest is in `DelayDetails`. */
  excerpt?: string;
  /** No page of its widget has been open since the browser started, or they have all been closed. */
  widgetClosed?: boolean;
  /** It was not scheduled here: the homeserver lists it for the account. Its widget is not known. */
  elsewhere?: boolean;
  /** The first characters of the delay_id, which is a secret. */
  maskedDelayId?: string;
}

/** What a list of delays leaves out of one. */
export interface DelayDetails {
  /** Absent once nobody needs it any more: the content of ended delays is not kept. */
  content?: Record<string, unknown>;
}

/** Some delays as they are now; those that were asked for and are missing are no more. */
export interface DelaysNow {
  delays: DelayView[];
  /** Absent if new events can be scheduled. */
  shortage?: Shortage;
  /** What was last done for the tab's widgets; absent without a tab. */
  beats?: Beat[];
}

/** What was scheduled by other devices, or by the host. */
export interface DelaysElsewhere {
  delays: DelayView[];
  /** A homeserver could not say. */
  failed: boolean;
}

/** What is wrong, or right, with the client in the tab the popup was opened over. */
export type Diagnosis =
  /** The tab holds no web page. */
  | "no-page"
  | "site-off"
  /** The site is on, but the page was loaded before that: the content scripts are not in it, or came too late. */
  | "reload-needed"
  /** The site is on, but its homeserver is not granted. */
  | "homeserver-not-granted"
  /** All is well except for a widget on a site that is not granted: its delayed events are refused. */
  | "widget-not-granted"
  /** All is well except that a call's server may be named on the site of the server's name, which is not granted. */
  | "server-not-granted"
  /** The site is on, but no request with a session has been seen from the client. */
  | "no-session"
  /** The same, but the page has asked a homeserver for something that needs one, before anybody here listened. */
  | "session-not-yet"
  /** Its requests come from a worker, which may belong to a private window, and there is one (Chromium). */
  | "private-windows-open"
  /** The same, and the page itself is in a private window. */
  | "not-in-private-windows"
  /** The client's own server holds the session: nothing can be done for this client. */
  | "session-elsewhere"
  /** It hosts widgets, so somebody is logged in, and nothing that it says to a homeserver has been seen. */
  | "session-out-of-sight"
  /** Two homeservers say that they have the same user: nothing is scheduled, for it is not known which of them is right. */
  | "account-not-clear"
  | "homeserver-unreachable"
  /** Somebody else answers in the homeserver's place, as a login page in front of it does. */
  | "homeserver-behind-page"
  | "homeserver-without-delayed-events"
  /** It said that it supports delayed events, and then sent one at once. */
  | "homeserver-sends-at-once"
  /** It schedules, and restarts reach nobody there who understands them: nothing is scheduled. */
  | "restarts-lost"
  /** It has recently refused a widget's restarts because there were too many. */
  | "restarts-limited"
  | "ready";

/** What keeps new events from being scheduled. Events that are already scheduled are still looked after. */
export type Shortage =
  /** The browser will not store anything more for Postdate. */
  | { of: "storage" }
  /** All widgets together have as much scheduled as fits. */
  | { of: "all" }
  /** One client's widgets have used up their share, or one widget has. */
  | { of: "client"; client: string }
  | { of: "widget"; client: string; widget: string };

/** Everything that the popup shows. */
export interface Overview {
  /** The client in the tab, or the page that may be one; absent if it is not a web page. */
  client?: {
    /** The match pattern of its site. */
    site: string;
    /** The match pattern of the tab's own site, if that is another and is off: the client is in a frame of its page. */
    within?: string;
    on: boolean;
    /**
     * The match patterns of homeservers and widgets that the page uses and the extension has not been granted yet.
     */
    missing: string[];
  };
  diagnosis: Diagnosis;
  /** What the client's page shows of itself; absent without a client. */
  found?: Found;
  /** How the client's widgets are doing, those that were refused lately included. Absent while its site is off. */
  widgets?: WidgetLine[];
  /** Absent if the homeserver has not been asked. */
  server?: ServerFacts;
  account?: { userId: string; homeserver: string };
  /** The pending ones first, with the next due on top; then the most recently ended. */
  delays: DelayView[];
  /** Absent if new events can be scheduled. */
  shortage?: Shortage;
  /** Widgets of the tab's client that the user is not asked about for a while, because they said no. */
  refused: RefusedConsent[];
}

/** Everything that the options page shows. `preset` says that an administrator has decided it. */
export interface Options {
  /** The sites that were chosen, all websites first. */
  sites: SiteChoice[];
  /** Widgets that need no other question for some feature. */
  consents: GivenConsent[];
  presetConsents: PresetConsent[];
  unencrypted: Setting;
  notifications: Setting;
  reportLanguage: ReportLanguage;
}

/** A site as a match pattern. One that is preset is off until the browser permits it. */
export interface SiteChoice {
  site: string;
  on: boolean;
  preset: boolean;
}

export interface Setting {
  on: boolean;
  preset: boolean;
}

/** The browser's language, or English. */
export type ReportLanguage = "browser" | "en";

/** Any account may have the widget do this in this client. `widget` is an address, or an origin for all its pages. */
export type PresetConsent = Pick<GivenConsent, "client" | "widget" | "features">;

/** A question to the user: let this widget do all this? */
export interface ConsentQuestion {
  id: string;
  /** The ids of the features that it is about: one at least, each once. */
  features: string[];
  /** The partition of the client's tab. In a private one, "always" lasts until the last private window is closed. */
  partition: string;
  /** The address of the widget's page, without query and fragment; its origin if no more is known. */
  widget: string;
  /** The origin of the client's page. */
  client: string;
  userId: string;
}

/** Allow for this load of the widget, always, or not. */
export type ConsentAnswer = "once" | "always" | "no";

/** A consent that was given with "always" to these features; `givenAt` is epoch milliseconds, of the latest. */
export interface GivenConsent extends Omit<ConsentQuestion, "id"> {
  givenAt: number;
}

/** Which widgets the user is not asked about for a while: any of this origin, in this client. */
export interface RefusedConsent {
  /** The user said nothing, rather than no. */
  unanswered?: boolean;
  partition: string;
  /** The origin of the client's page. */
  client: string;
  /** The origin of the widget's address; "null" if no more is known. */
  widget: string;
  /** The ids of the features that nobody is asked about. */
  features: string[];
}

/** The outcome of what the user wanted: done, or why not. */
export type Outcome = { ok: true } | Refusal;

/**
 * Why something was not done. `error` is someone else's text; `reason` is one that the popup has its own text for.
 */
export interface Refusal {
  ok: false;
  error: string;
  reason?: Reason;
  /**
   * With "resend-due": when Postdate will send it. With "limited": until when the homeserver accepts nothing more
   * (epoch ms).
   */
  at?: number;
}

export type Reason =
  /** The homeserver no longer has the delay. */
  | "gone"
  /** The homeserver refused because there were too many requests; the delay is unchanged. */
  | "limited"
  /** The homeserver dropped the delay instead of sending it; it will be sent a second time later. */
  | "resend-due"
  /** There is no session to do it with. */
  | "no-session"
  /** The ledger no longer knows the delay. */
  | "forgotten"
  /** An administrator has decided it. */
  | "preset";

/** A call that the state of a room says a user to be in. Times are epoch milliseconds. */
export interface CallMembership {
  userId: string;
  room: { id: string; name?: string };
  type: string;
  stateKey: string;
  /** Whether this client's login joined, or another of the user's. */
  from: "here" | "elsewhere" | "unknown";
  since?: number;
  /** From when on other clients should ignore it. */
  expiresAt?: number;
}

/**
 * The outcome of leaving a call that the user was left behind in: done, or why not. `error` is someone else's text. With
 * "limited", `at` is until when (epoch ms).
 */
export type LeaveOutcome = { ok: true } | { ok: false; error: string; reason?: LeaveReason; at?: number };

export type LeaveReason =
  /** Something keeps it alive, so it is no leftover. */
  | "alive"
  /** The homeserver keeps no list of what holds calls, and another device may be in it. */
  | "other-device"
  /** Whether something keeps it alive could not be asked. */
  | "unchecked"
  /** The user is not in it any more, or not in its room. */
  | "over"
  /** The user may not change that in this room. */
  | "not-allowed"
  /** The homeserver refused because there were too many requests. */
  | "limited"
  /** There is no session to do it with. */
  | "no-session";

/** News for open pages: the sites, or anything but single delays, have changed, so ask again. */
export const CHANGED = { news: "changed" } as const;

/** News for open pages: these delays have changed (the ledger's ids), so ask for them. */
export interface DelaysChanged {
  news: "delays";
  ids: string[];
}
