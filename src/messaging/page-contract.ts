import * as v from "valibot";
import type { CallMembership, LeaveOutcome } from "./views/calls.ts";
import type { ConsentQuestion } from "./views/consents.ts";
import type { DelayDetails, DelaysElsewhere, DelaysNow } from "./views/delays.ts";
import type { Options } from "./views/options.ts";
import type { Outcome } from "./views/outcomes.ts";
import type { Overview } from "./views/overview.ts";

// What the extension's own pages say to the background, and what it tells them. They act for the user. `PageAnswers` has
// the answer to each question, made of what is in `views/`; news have none.

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
    /**
     * The account that the popup has shown beside the widgets, as which alone they are allowed it; absent if it showed
     * none.
     */
    userId: v.optional(v.pipe(v.string(), v.maxLength(255))),
  }),
  /** The browser was not allowed what the last `protect` was about. */
  v.strictObject({ ask: v.literal("drop-choice") }),
  /** The popup is open over this tab again. Was the browser's question refused that closed it there? */
  v.strictObject({ ask: v.literal("was-refused"), tabId: v.number() }),
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
  /** Whether something was chosen there that has come to nothing now. */
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

/** News for open pages: the sites, or anything but single delays, have changed, so ask again. */
export const CHANGED = { news: "changed" } as const;

/** News for open pages: these delays have changed (the ledger's ids), so ask for them. */
export interface DelaysChanged {
  news: "delays";
  ids: string[];
}
