import type { Verdict } from "../host-support/host-support.ts";
import { isObject } from "../widget-api/message.ts";

/**
 * What the scripts of a widget's frame and of its host's frame say to each other, by messages between the two windows that
 * each script keeps from its page.
 *
 * A page can say most of this too, to its own neighbour. So what has no nonce is worth no more than what that page could have
 * said to its neighbour anyway. What a widget may do is never read from here.
 */
export type FromWidgetFrame =
  /** A script is here; the widget has loaded. */
  | { postdate: "here" }
  /** The probe of this nonce is under way. */
  | { postdate: "probing"; nonce: string }
  /** The time for that is up. To be answered at once: what the host has said until then has come here by then. */
  | { postdate: "silent"; nonce: string }
  /**
   * What the host says, or that it says nothing; a second time where it has answered after all. "unreachable" where it knows
   * nothing and the background does not know this frame for the widget: nothing could be done for it.
   */
  | { postdate: "probed"; nonce: string; verdict: Verdict }
  /** Post this to me in the host's name. The nonce shows that the script asks: its page would be told what it wants to hear. */
  | { postdate: "deliver"; nonce: string; message: object };

export type FromHostFrame =
  /** Find out what the host knows, in the name of the widget with this id. */
  | { postdate: "probe"; nonce: string; widgetId: string; patient: boolean }
  /** That is heard. */
  | { postdate: "silence-heard"; nonce: string }
  /** A delayed action of the widget's came at that time (epoch ms), and has gone on to the host. */
  | { postdate: "passed"; requestId: unknown; at: number }
  /** Post this to me in the widget's name; it came at that time (epoch ms). */
  | { postdate: "repost"; message: object; at: number }
  /** The same, of a message whose capabilities are fewer than the widget asked for; `original` is what it said. */
  | { postdate: "repost-without"; message: object; original: object };

const FROM_WIDGET = ["here", "probing", "silent", "probed", "deliver"];
const FROM_HOST = ["probe", "silence-heard", "passed", "repost", "repost-without"];
const WORDS = [...FROM_WIDGET, ...FROM_HOST];

/** Says whether a message is one between the scripts of two frames, by its looks. */
export function isBetweenFrames(data: unknown): data is FromWidgetFrame | FromHostFrame {
  if (!isObject(data) || typeof data.postdate !== "string" || !WORDS.includes(data.postdate)) return false;
  const { message, original, nonce, widgetId, verdict, patient, at } = data;
  return (
    [message, original].every((each) => each === undefined || isObject(each)) &&
    [nonce, widgetId, verdict].every((each) => each === undefined || typeof each === "string") &&
    (patient === undefined || typeof patient === "boolean") &&
    (at === undefined || typeof at === "number")
  );
}

/**
 * Posts a message to a window, if it is still there. A sandboxed frame has the origin "null", which is no target; its window
 * is target enough.
 */
export function post(to: Window, message: object, origin: string): void {
  if (isGone(to)) return;
  to.postMessage(message, origin === "null" ? "*" : origin);
}

/** Says whether a window is no more. Firefox throws at any touch of one that was in this process. */
export function isGone(window: Window): boolean {
  try {
    return window.closed;
  } catch {
    return true;
  }
}
