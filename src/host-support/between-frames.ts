import { hasKeys } from "../widget-api/message.ts";

/**
 * The messages between the scripts of a widget's frame and of its host's frame. Each script keeps them from its page.
 *
 * A message shows which window it came from, and nothing else: the pages can post the same. Two things follow.
 *
 *  - **What the host's frame posts holds no secret.** The widget's window may show another page by now, with no
 *    script of ours to keep the message from it.
 *  - **The nonce proves what the widget's frame posts.** The script there makes one for each document. It sends the
 *    nonce to the background and, addressed to the host's origin, to its parent window. The browser delivers that
 *    message only to a document of this origin. The background has confirmed beforehand that the origin's site is on,
 *    so our script is there and keeps the message. Then both scripts tell the background, which identifies each
 *    document by what the browser says.
 */
export type FromWidgetFrame =
  /** A script is here; the widget has loaded. */
  | { postdate: "here" }
  /** The probes of this id are under way. */
  | { postdate: "probing"; id: string }
  /** The background knows this frame by this nonce. */
  | { postdate: "tied"; id: string; nonce: string }
  /** The time for the probes is up. Answer at once: by then, everything that the host had posted has arrived here. */
  | { postdate: "silent"; id: string }
  /**
   * The ids of the features that the host lacks, because it says so or does not answer. Sent a second time if it
   * answers after all. Without a nonce, the background does not know this frame.
   */
  | { postdate: "probed"; id: string; lacks: readonly string[]; nonce?: string }
  /**
   * Post this to me in the host's name: its versions, and those of the features. This needs no nonce, since no right
   * rests on it: a page that makes it up only fools itself.
   */
  | { postdate: "versions"; message: object }
  /** Post this to me in the host's name. */
  | { postdate: "deliver"; nonce: string; message: object };

export type FromHostFrame =
  /**
   * Find out which of these features the host knows, in the name of the widget with this widgetId, by requests with
   * this id.
   */
  | { postdate: "probe"; id: string; features: readonly string[]; widgetId: string; patient: boolean }
  /** The background knows the two documents as a widget and its host. */
  | { postdate: "tie-heard"; id: string }
  /** The host's silence has been noted. */
  | { postdate: "silence-heard"; id: string }
  /**
   * The widget sent a feature's action, or asked for the versions, at this time (epoch ms), and the request has gone on
   * to the host.
   */
  | { postdate: "passed"; requestId: unknown; at: number }
  /** Post this to me in the widget's name; it first arrived at this time (epoch ms). */
  | { postdate: "repost"; message: object; at: number }
  /** The same for a message with fewer capabilities than the widget asked for; `original` is the widget's message. */
  | { postdate: "repost-without"; message: object; original: object }
  /**
   * Have the background perform this request, which the widget made at this time (epoch ms). Used for a sandboxed
   * frame: all of these have the origin "null", which cannot tell the widget from a later page. The browser's id for
   * the document can.
   */
  | { postdate: "perform"; message: object; at: number };

const FROM_WIDGET = ["here", "probing", "tied", "silent", "probed", "versions", "deliver"];
const FROM_HOST = ["probe", "tie-heard", "silence-heard", "passed", "repost", "repost-without", "perform"];
const WORDS = [...FROM_WIDGET, ...FROM_HOST];

/** Says whether a message has the form of one between the scripts of two frames. */
export function isBetweenFrames(data: unknown): data is FromWidgetFrame | FromHostFrame {
  if (!hasKeys(data) || typeof data.postdate !== "string" || !WORDS.includes(data.postdate)) return false;
  const { message, original, id, nonce, widgetId, features, lacks, patient, at } = data;
  if (data.postdate === "probe" && !features) return false;
  if (data.postdate === "probed" && !lacks) return false;
  return (
    [message, original].every((each) => each === undefined || hasKeys(each)) &&
    [id, nonce, widgetId].every((each) => each === undefined || typeof each === "string") &&
    [features, lacks].every((each) => each === undefined || areStrings(each)) &&
    (patient === undefined || typeof patient === "boolean") &&
    (at === undefined || typeof at === "number")
  );
}

function areStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
