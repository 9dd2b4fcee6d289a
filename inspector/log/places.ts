import type { TrafficEntry } from "../../src/messaging/traffic.ts";
import type { Message } from "./message.ts";
import type { Conversation, Party } from "./row.ts";
import type { FrameSource } from "./source.ts";
import type { Track } from "./track.ts";

// Where messages were seen, as the log has it in mind.

/** A conversation, with its messages. */
export interface Talk {
  conversation: Conversation;
  /** By direction and requestId. */
  tracks: Map<string, Track>;
  /** The widget's document, once it is known. */
  widget?: FrameDocument;
  /** Whether anything was said in it: its ends may be known before. */
  hasBegun: boolean;
  /** When the widget's frame last reported anything (epoch ms). */
  heardAt: number;
}

/** A child window of a host's document. Other documents may be loaded in it, one after the other. */
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
  /** Its messages as a widget. */
  talk?: Talk;
  /** Its reports as a widget from before its host was known. */
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
  /** Who has named a probe. */
  probes: Map<string, { window?: ChildWindow; widget?: FrameDocument }>;
  waiting: Set<FrameDocument>;
}

/** @returns the key of a track */
export const keyOf = ({ api, requestId }: Pick<Message, "api" | "requestId">) => `${api} ${requestId}`;

/** @returns one end of a conversation that has a script of ours */
export function partyOf({ origin, url, documentId }: FrameSource): Party {
  return { origin, ...(url !== undefined && { url }), documentId };
}
