import type { HomeserverRequest } from "../../src/messaging/traffic.ts";

/** One widget in its host, for as long as neither document navigates. */
export interface Conversation {
  /** From 1, in the order of appearance. */
  id: number;
  tabId: number;
  host: Party;
  widget: Party;
  /** The widget's id in the messages. */
  widgetId: string | undefined;
  /** When its first message was heard, and when a document was unloaded (epoch ms). */
  since: number;
  ended?: number;
  /**
   * The side whose messages are not heard, because the other side's frame has no script of ours: each side's messages
   * are heard in the frame that receives them.
   */
  unheard: "none" | "host" | "widget";
  /** How many messages fell out of the frames' memories before the inspector was open. */
  fellOut: number;
  /** The ids of the features that the host lacks, if Postdate has found out. */
  lacks?: string[];
}

/** A document at one end. If that end has no script of ours, only the origin is known. */
export interface Party {
  origin: string;
  url?: string;
  documentId?: string;
}

/** A request and its reply: the unit of lists, filters, exports and readings. */
export interface Row {
  /** From 1, shown to the user; never used twice. */
  serial: number;
  /** Epoch milliseconds of the first message. */
  at: number;
  conversation: number;
  /** Who asks: the widget (fromWidget) or the host (toWidget). */
  api: "fromWidget" | "toWidget";
  action: string;
  /** Empty if the message has none. */
  requestId: string;
  /** Absent if only the reply was heard. */
  request?: Leg;
  reply?: Leg;
  /**
   * Further replies to the same request, which the asking side ignores; and the same request again before its answer,
   * from a page that uses an id twice.
   */
  duplicates: Leg[];
  /** Who answered. */
  by?: "host" | "widget" | "postdate";
  /** Postdate's requests to the homeserver for this row. */
  requests: HomeserverRequest[];
  state: RowState;
  /** Whether the user sent it from the inspector. */
  isYours?: boolean;
}

/**
 *  - `pending`: no reply yet
 *  - `done`: answered without an error
 *  - `error`: answered with an error
 *  - `timed-out`: no reply within 10 s; matrix-widget-api has given up
 *  - `late`: the reply came after 10 s, and the asking side ignored it
 *  - `unheard`: the replies of this side cannot be heard
 */
export type RowState = "pending" | "done" | "error" | "timed-out" | "late" | "unheard";

/** A message on its way from one page to the other, past our scripts. */
export interface Leg {
  /** The message as its page sent it. Absent if our script made the message, or if it was not heard. */
  sent?: Said;
  /** The message as it reached the other page. Absent if our script withheld it. */
  delivered?: Said;
}

/** A message at one place. */
export interface Said {
  /** Epoch milliseconds. */
  at: number;
  /** The whole message. Absent if it passed before the inspector was open, or fell out of memory. */
  payload?: object;
  /** The length of its JSON (UTF-16 units), payload kept or not; 0 if unknown. */
  size: number;
  /** The message of its error. */
  error?: string;
}

/** Milliseconds after which matrix-widget-api gives up on a reply (its `PostmessageTransport.timeoutSeconds`). */
export const TIMEOUT_MS = 10_000;

/** Says whether our scripts made, changed or withheld the request or the reply. */
export function isChanged({ request, reply }: Row): boolean {
  return [request, reply].some((leg) => leg !== undefined && leg.sent !== leg.delivered);
}

/** @returns how long the reply took (ms); nothing if there is none yet, or if one of the two was not heard */
export function latencyOf({ request, reply }: Row): number | undefined {
  const asked = request?.sent ?? request?.delivered;
  const answered = reply?.delivered ?? reply?.sent;
  return asked && answered ? answered.at - asked.at : undefined;
}
