import type { TrafficEntry } from "../../src/messaging/traffic.ts";

/** The document of a reporting frame, as identified by the browser. */
export interface FrameSource {
  tabId: number;
  frameId: number;
  documentId: string;
  origin: string;
  url?: string;
}

/** The input of the log. */
export type Captured =
  | {
      is: "entry";
      source: FrameSource /** The document's running number for it. */;
      number: number;
      entry: TrafficEntry;
    }
  /** The document was unloaded, or its frame removed. */
  | { is: "gone"; source: FrameSource; at: number };
