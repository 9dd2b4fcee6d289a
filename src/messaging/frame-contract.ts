import * as v from "valibot";
import { FEATURES } from "../features/features.ts";
import { LONGEST } from "../host-support/embedding.ts";
import type { Approval } from "../widget-api/capabilities.ts";
import type { WidgetResponse } from "../widget-api/message.ts";
import type { HomeserverRequest } from "./traffic.ts";

// The messages from content scripts to the background. Content scripts run in a page's process, so each may ask only on
// behalf of its own tab, frame and origin, which the browser names. `FrameAnswers` has the answer to each question.

const Text = v.pipe(v.string(), v.maxLength(1_000));
const Capabilities = v.pipe(v.array(v.string()), v.maxLength(1_000));
/** Identifies one load of one widget. Only the scripts in the widget's frame and its host's frame ever have it. */
const Nonce = v.pipe(v.string(), v.uuid());

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
  /** The host's frame: a widget of this origin wants a feature, and has no script in its frame. */
  v.strictObject({ ask: v.literal("unreached"), widget: Text }),
  /** The top frame of a site that is on: a page has loaded here, or is shown again. */
  v.strictObject({ ask: v.literal("page-here") }),
  /** A host's frame: is this site on? A widget's frame: is the site of my host, at this origin, on? */
  v.strictObject({ ask: v.literal("site-on"), host: v.optional(Text) }),
  /** The host's frame: these capabilities were hidden from the host. */
  v.strictObject({ ask: v.literal("hidden"), nonce: Nonce, capabilities: Capabilities }),
  /**
   * The widget's frame: the host has approved this. The other capabilities that the widget `asked` for were hidden from
   * it.
   */
  v.strictObject({
    ask: v.literal("approved"),
    nonce: Nonce,
    approval: v.strictObject({ requested: Capabilities, approved: Capabilities }),
    asked: Capabilities,
  }),
  /**
   * The host's frame, if the host does not know the feature, or the widget's frame: perform this action. `failed` says
   * that the host, which knows the action, has just failed at it. `data` is as the widget sent it. A message with the
   * same `id` repeats a request, because the background had died.
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

export type FrameMessage = v.InferOutput<typeof FrameMessage>;

/** The message by which a content script asks this. */
export type FrameQuestion<Ask extends FrameMessage["ask"]> = Extract<FrameMessage, { ask: Ask }>;

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
  /** The `response` of the reply to the widget. */
  perform: { response: WidgetResponse; requests?: HomeserverRequest[] } | false;
}

/** @returns a frame's message if it is valid, otherwise nothing */
export function parseFrameMessage(message: unknown): FrameMessage | undefined {
  const result = v.safeParse(FrameMessage, message);
  return result.success ? result.output : undefined;
}
