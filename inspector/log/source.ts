import type { TrafficEntry } from "../../src/messaging/traffic.ts";

/** The document that reports entries, as the browser names it. */
export interface FrameSource {
  tabId: number;
  frameId: number;
  documentId: string;
  origin: string;
  url?: string;
}

/** The log's input. */
export type Captured =
  | {
      is: "entry";
      source: FrameSource /** The entry's number in its document. */;
      number: number;
      entry: TrafficEntry;
    }
  /** The document was unloaded, or its frame removed. */
  | { is: "gone"; source: FrameSource; at: number };
