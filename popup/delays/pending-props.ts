import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import type { Failure } from "../state.ts";
import type { DisplayedState } from "./displayed-state.ts";
import type { DelaysModel } from "./model.ts";

/** What one row of the pending delays shows and does. */
export interface PendingDelayProps {
  delay: DelayView;
  displayed: DisplayedState;
  running: UpdateAction | undefined;
  failure: Failure | undefined;
  isOpen: boolean;
  /** Whether the list has several accounts, so that each row names its own. */
  namesAccount: boolean;
  /** How many pending delays its widget has. */
  ofWidget: number;
  /** Its place in the whole list, from 1; only a part of a long list is drawn. */
  place: number;
  count: number;
  toggle: (id: string) => void;
  update: (id: string, action: UpdateAction) => void;
  cancelAll: (delay: DelayView) => void;
  details: DelaysModel["details"];
}
