import * as v from "valibot";
import { FEATURES } from "../features/features.ts";
import { LONGEST } from "../host-support/embedding.ts";
import type { Approval } from "../widget-api/capabilities.ts";
import type { WidgetResponse } from "../widget-api/message.ts";
import type { HomeserverRequest } from "./traffic.ts";
import type { CallMembership, LeaveOutcome } from "./views/calls.ts";
import type { ConsentQuestion } from "./views/consents.ts";
import type { DelayDetails, DelaysElsewhere, DelaysNow } from "./views/delays.ts";
import type { Options } from "./views/options.ts";
import type { Outcome } from "./views/outcomes.ts";
import type { Overview } from "./views/overview.ts";

/**
 * The messages between the extension's contexts. A message is named by its direction, and its direction decides how
 * far it is trusted:
 *
 *  - `frame` → background: from a content script, which runs in a page's process. It may ask on behalf of its own
 *    tab, frame and origin, and the browser says which those are.
 *  - `page` → background: from the extension's own pages (popup). They act for the user.
 *  - background → `page`: news without an answer.
 *
 * `FrameAnswers` and `PageAnswers` list the answer to each question; what pages are shown is in `views/`.
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

const Few = v.pipe(v.array(v.pipe(v.string(), v.maxLength(2_000))), v.maxLength(50));

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
  /**
   * The user switches a client on, in the words of one button: these match patterns, `site` among them, for the
   * browser to grant; these widgets, with these features, to be allowed from then on; and the tab reloaded or not.
   */
  v.strictObject({
    ask: v.literal("protect"),
    site: v.string(),
    patterns: Few,
    tabId: v.optional(v.number()),
    reload: v.boolean(),
    /** The origin of the client's page. */
    client: v.string(),
    widgets: Few,
    features: Few,
  }),
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

/** News for open pages: the sites, or anything but single delays, have changed, so ask again. */
export const CHANGED = { news: "changed" } as const;

/** News for open pages: these delays have changed (the ledger's ids), so ask for them. */
export interface DelaysChanged {
  news: "delays";
  ids: string[];
}
