import type { HomeserverRequest } from "../../src/messaging/traffic.ts";

/** One widget in its host, for as long as neither document navigates. */
export interface Conversation {
  /** From 1, in the order of appearance. */
  id: number;
  tabId: number;
  host: Party;
  widget: Party;
  /** As the messages name it. */
  widgetId: string | undefined;
  /** Epoch milliseconds of its first message, and of its end: a document was unloaded. */
  since: number;
  ended?: number;
  /**
   * Whose messages are not heard, because there is no script of ours in the other's frame. What the widget says is heard
   * in the host's frame, and what the host says in the widget's.
   */
  unheard: "none" | "host" | "widget";
  /** How many messages fell out of the frames' memories before the inspector was there. */
  fellOut: number;
  /** The ids of the features that the host lacks, where Postdate has found that out. */
  lacks?: string[];
}

/** A document at one end. Of an end that has no script of ours, only the origin is known. */
export interface Party {
  origin: string;
  url?: string;
  documentId?: string;
}

/** A request and its reply. It is the one unit that lists, filters, exports and readings speak of. */
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
   * Further replies to the same request; whoever asked ignores them. And the same request again before it was answered,
   * by a page that uses an id twice.
   */
  duplicates: Leg[];
  /** Who answered. */
  by?: "host" | "widget" | "postdate";
  /** What Postdate asked the homeserver for this. */
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
 *  - `late`: the reply came after 10 s, and whoever asked ignored it
 *  - `unheard`: the replies of this side cannot be heard
 */
export type RowState = "pending" | "done" | "error" | "timed-out" | "late" | "unheard";

/** A message on its way from one page to the other, past our scripts. */
export interface Leg {
  /** The author's own message. Absent if our script made it, or if it was not heard. */
  sent?: Said;
  /** What reached the other page. Absent where we kept the message from it. */
  delivered?: Said;
}

/** A message at one place. */
export interface Said {
  /** Epoch milliseconds. */
  at: number;
  /**
   * The whole message. Absent if it was not kept: it passed before the inspector was open, or was dropped from memory.
   */
  payload?: object;
  /** Its JSON's length (UTF-16 units), payload kept or not; 0 where never known. */
  size: number;
  /** The message of its error. */
  error?: string;
}

/** Milliseconds after which matrix-widget-api gives up on a reply (its `PostmessageTransport.timeoutSeconds`). */
export const TIMEOUT_MS = 10_000;

/** Says whether a row's reply is an exact or a changed copy of its author's message. */
export function isChanged({ request, reply }: Row): boolean {
  return [request, reply].some((leg) => leg !== undefined && leg.sent !== leg.delivered);
}

/** How long the reply took (ms); nothing while there is none, or if one of the two was not heard. */
export function latencyOf({ request, reply }: Row): number | undefined {
  const asked = request?.sent ?? request?.delivered;
  const answered = reply?.delivered ?? reply?.sent;
  return asked && answered ? answered.at - asked.at : undefined;
}
