// The messages from the scripts in pages to the inspector's page, over ports that bypass the background. Only types
// and names: the inspector validates what arrives, since a page's process may be hostile.

/** The name of the port that the inspector's script in a frame opens once there is widget traffic. */
export const TRAFFIC_PORT = "traffic";

/**
 * The inspector's message over a frame's port: it watches this frame, and may ask the frame to send a request in its
 * widget's name. A frame that gets no such message closes its port: its tab is not inspected.
 */
export interface InspectorMessage {
  /** A widget's request, with a fresh requestId that begins with `SENT_AGAIN`. */
  send?: object;
}

/** The prefix of the ids of requests that the user sends from the inspector. */
export const SENT_AGAIN = "postdate-sent-";

/**
 * Some entries of one frame, in order. A document numbers its entries from 0, so a gap shows how many were dropped from
 * the frame's memory before the inspector opened.
 */
export interface TrafficBatch {
  /** The number of the first entry. */
  from: number;
  entries: TrafficEntry[];
}

/**
 * The window at the other end: 0 for the frame's parent, and from 1 for its child windows in the order of their first
 * messages. A window keeps its number when another document is loaded in it.
 */
export type Partner = number;

/** A message without its payload. */
export interface MessageHead {
  api: "fromWidget" | "toWidget";
  action: string;
  requestId?: string;
  widgetId?: string;
  /** Whether it is a reply. */
  answered: boolean;
  /** The message of a reply's error. */
  error?: string;
}

/** A widget API message in full, or its head if it passed before an inspector watched. */
type SeenMessage = { message: object } | { head: MessageHead };

/** One thing that a frame's script saw or did. `at` is in epoch milliseconds. */
export type TrafficEntry =
  /** A message arrived. `kept`: the frame's page did not hear it. */
  | ({ is: "heard"; at: number; partner: Partner; origin: string; kept: boolean } & SeenMessage)
  /** A script of ours posted a message in the name of this frame's page. */
  | ({ is: "posted"; at: number; partner: Partner; origin: string } & SeenMessage)
  /** The background performed an action. `requestId` is the widget's. */
  | { is: "performed"; at: number; partner: Partner; requestId: string; requests: HomeserverRequest[] }
  /** A probe has shown which features this frame's host lacks, by their ids. */
  | { is: "probed"; at: number; partner: Partner; lacks: string[] }
  /** Both ends of a conversation name the same probe, which shows that they belong together. */
  | { is: "linked"; at: number; partner: Partner; probe: string };

/** A request to the homeserver, made for a widget. Never holds a token. */
export interface HomeserverRequest {
  method: string;
  /** Path and query, without the homeserver's address. May contain a delay_id. */
  path: string;
  /** HTTP status; absent where no answer came. */
  status?: number;
  /** The Matrix error code of a failure. */
  errcode?: string;
  /** The time from the request to the whole answer (ms). */
  took: number;
}
