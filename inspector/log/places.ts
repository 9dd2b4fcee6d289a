import type { TrafficEntry } from "../../src/messaging/traffic.ts";
import type { Message } from "./message.ts";
import type { Conversation, Party } from "./row.ts";
import type { FrameSource } from "./source.ts";
import type { Track } from "./track.ts";

// The log's own model of the places where messages were seen.

/** A conversation, with its messages. */
export interface Talk {
  conversation: Conversation;
  /** By direction and requestId. */
  tracks: Map<string, Track>;
  /** The widget's document, once it is known. */
  widget?: FrameDocument;
  /** Whether it has a message yet: its ends may be known before. */
  hasBegun: boolean;
  /** The time of the latest entry from the widget's frame (epoch ms). */
  heardAt: number;
}

/** A child window of a host's document. It may load one document after another. */
export interface ChildWindow {
  host: FrameDocument;
  /** The latest conversation is the last. */
  talks: Talk[];
}

/** The document of a frame: a widget to its parent, a host to its children, or both. */
export interface FrameDocument {
  source: FrameSource;
  /** The number that its next entry should have. */
  next: number;
  fellOut: number;
  windows: Map<number, ChildWindow>;
  /** Its conversation as a widget. */
  talk?: Talk;
  /** Its entries as a widget, while its host is unknown. */
  waiting: Waiting[];
  /** When it was first seen to wait (epoch ms). */
  waitsSince?: number;
  /** When it was unloaded (epoch ms). */
  goneAt?: number;
}

/** An entry that waits for its conversation. */
export interface Waiting {
  entry: TrafficEntry;
  message: Message | undefined;
}

/** What is known about one tab. */
export interface Tab {
  documents: Map<string, FrameDocument>;
  /** The windows whose frame is known, by the frame's id, which outlives a document. */
  frames: Map<number, ChildWindow>;
  /** The ends that have reported a probe, by its id. */
  probes: Map<string, { window?: ChildWindow; widget?: FrameDocument }>;
  waiting: Set<FrameDocument>;
}

/** @returns the key of a track */
export const keyOf = ({ api, requestId }: Pick<Message, "api" | "requestId">) => `${api} ${requestId}`;

/** @returns the party at an end that has a script of ours */
export function partyOf({ origin, url, documentId }: FrameSource): Party {
  return { origin, ...(url !== undefined && { url }), documentId };
}
