import * as v from "valibot";
import type { CallMembership, LeaveOutcome } from "./views/calls.ts";
import type { ConsentQuestion } from "./views/consents.ts";
import type { DelayDetails, DelaysElsewhere, DelaysNow } from "./views/delays.ts";
import type { Options } from "./views/options.ts";
import type { Outcome } from "./views/outcomes.ts";
import type { Overview } from "./views/overview.ts";

// The messages between the extension's own pages, which act for the user, and the background. `PageAnswers` has the
// answer to each question, made of the types in `views/`; news from the background has no answer.

const Text = v.pipe(v.string(), v.maxLength(1_000));
/** The ledger's ids of some delays. */
const Ids = v.pipe(v.array(v.string()), v.maxLength(10_000));

const Few = v.pipe(v.array(v.pipe(v.string(), v.maxLength(2_000))), v.maxLength(50));

const PageMessage = v.variant("ask", [
  /** Which sites are on? */
  v.strictObject({ ask: v.literal("sites-on") }),
  v.strictObject({ ask: v.literal("overview"), tabId: v.optional(v.number()) }),
  /** How are these delays (the ledger's ids) now? */
  v.strictObject({ ask: v.literal("delays"), tabId: v.optional(v.number()), ids: Ids }),
  /** What does the list leave out of this delay? */
  v.strictObject({ ask: v.literal("delay-details"), tabId: v.optional(v.number()), id: v.string() }),
  /** Which delays at the homeservers of this window's accounts were not scheduled here? */
  v.strictObject({ ask: v.literal("delays-elsewhere"), tabId: v.optional(v.number()) }),
  /** Cancel these delays, one after another. */
  v.strictObject({ ask: v.literal("cancel-delays"), ids: Ids }),
  v.strictObject({
    ask: v.literal("update-delay"),
    /** The ledger's own id of the delay; a delay_id never reaches a page. */
    id: v.string(),
    action: v.picklist(["restart", "send", "cancel"]),
  }),
  /** In which calls is the account of the tab's client, according to room state, while nothing here keeps it there? */
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
   * The user switches a client on with one button, which has named all of this: the match patterns for the browser to
   * grant, `site` among them; the widgets to allow from then on, with these features; and whether to reload the tab.
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
    /**
     * The account that the popup has shown beside the widgets, for which alone they are allowed; absent if it showed
     * none.
     */
    userId: v.optional(v.pipe(v.string(), v.maxLength(255))),
  }),
  /** The user did not grant what the last `protect` was about. */
  v.strictObject({ ask: v.literal("drop-choice") }),
  /** The popup is open over this tab again. Did the user refuse the browser's question that had closed it? */
  v.strictObject({ ask: v.literal("was-refused"), tabId: v.number() }),
  /** Forget what homeservers have reported about themselves, so that the next overview asks them. */
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
  /** Take back every *always* that the user gave this widget. */
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

export type PageMessage = v.InferOutput<typeof PageMessage>;

/** The message by which a page of the extension asks this. */
export type PageQuestion<Ask extends PageMessage["ask"]> = Extract<PageMessage, { ask: Ask }>;

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
  /** Whether a choice was made there and has now been dropped. */
  "was-refused": boolean;
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

/** @returns an extension page's message if it is valid, otherwise nothing */
export function parsePageMessage(message: unknown): PageMessage | undefined {
  const result = v.safeParse(PageMessage, message);
  return result.success ? result.output : undefined;
}

/** News for open pages: the sites, or anything else but single delays, have changed, so ask again. */
export const CHANGED = { news: "changed" } as const;

/** News for open pages: these delays have changed (the ledger's ids), so ask for them. */
export interface DelaysChanged {
  news: "delays";
  ids: string[];
}
