/** What a widget may do to a pending delayed event (MSC4140's names; MSC4157's "refresh" is "restart"). */
export type UpdateAction = "restart" | "send" | "cancel";

/** A delayed event that a widget wants scheduled. `delay` is in milliseconds. */
export interface DelayedSend {
  roomId?: string;
  type: string;
  /** Absent for a message event; may be the empty string. */
  stateKey?: string;
  content: Record<string, unknown>;
  delay: number;
  /** How long the event is sticky after it is sent, in milliseconds (MSC4407, MSC4354). */
  stickyDuration?: number;
}
