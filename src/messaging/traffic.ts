// What the scripts in pages tell the inspector's page, over ports that bypass the worker. Types and names alone: the
// inspector validates what arrives, since a page's process may be anybody's.

/** The name of the port that the inspector's script in a frame opens once there is widget traffic. */
export const TRAFFIC_PORT = "traffic";

/**
 * What the inspector says over a frame's port: that it watches this frame, and perhaps what the frame is to send in its
 * widget's name. A frame that hears nothing closes its port: it is not in a tab that is inspected.
 */
export interface WordToFrame {
  /** A widget's request, with a fresh requestId that begins with `SENT_AGAIN`. */
  send?: object;
}

/** How the ids of requests begin that the user sends from the inspector. */
export const SENT_AGAIN = "postdate-sent-";

/**
 * Some entries of one frame, in their order. A document numbers its entries from 0, so a gap shows what fell out of the
 * frame's memory before the inspector was there.
 */
export interface TrafficBatch {
  /** The number of the first entry. */
  from: number;
  entries: TrafficEntry[];
}

/**
 * The window at the other end: 0 for the frame's parent, and from 1 for its child windows in the order in which they
 * first spoke. A window keeps its number when another document is loaded in it.
 */
export type Partner = number;

/** What there is to say of a message when its payload was not kept. */
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

/** A widget API message in full, or its head where it passed before anybody looked. */
type SeenMessage = { message: object } | { head: MessageHead };

/** One thing that a frame's script saw or did. `at` is in epoch milliseconds. */
export type TrafficEntry =
  /** A message arrived. `kept`: the frame's page did not hear it. */
  | ({ is: "heard"; at: number; partner: Partner; origin: string; kept: boolean } & SeenMessage)
  /** A script of ours posted a message in the name of this frame's page. */
  | ({ is: "posted"; at: number; partner: Partner; origin: string } & SeenMessage)
  /** The worker performed an action. `requestId` is the widget's. */
  | { is: "performed"; at: number; partner: Partner; requestId: string; requests: HomeserverRequest[] }
  /** It is known what this frame's host lacks, by the ids of the features. */
  | { is: "probed"; at: number; partner: Partner; lacks: string[] }
  /** Both ends of a conversation name the same probe, which shows that they belong together. */
  | { is: "linked"; at: number; partner: Partner; probe: string };

/** A request to the homeserver, made for a widget. Never holds a token. */
export interface HomeserverRequest {
  method: string;
  /** Path and query, without the homeserver's address. Contains the delay_id where the request does. */
  path: string;
  /** HTTP status; absent where no answer came. */
  status?: number;
  /** The Matrix error code of a failure. */
  errcode?: string;
  /** From the request to the whole answer (ms). */
  took: number;
}
