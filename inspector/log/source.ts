import type { TrafficEntry } from "../../src/messaging/traffic.ts";

/** The document of a frame that tells what it saw, by the browser's word. */
export interface FrameSource {
  tabId: number;
  frameId: number;
  documentId: string;
  origin: string;
  url?: string;
}

/** What the log is fed with. */
export type Captured =
  | {
      is: "entry";
      source: FrameSource /** The document's running number for it. */;
      number: number;
      entry: TrafficEntry;
    }
  /** The document was unloaded, or its frame removed. */
  | { is: "gone"; source: FrameSource; at: number };
