import type { IMatrixApiError } from "matrix-widget-api";
import type { WidgetRequest, WidgetResponse } from "../widget-api/message.ts";
import type { DelayedSend, UpdateAction } from "./delayed-event.ts";

/**
 * What the widget may do, as its host and the user have approved it. Where the host has checked that itself, everything.
 */
export interface Rights {
  /** Says whether it may name this room in a request. */
  canUseRoomTimeline(roomId: string): boolean;
  /** Says whether it has a capability, by any of these names. */
  hasAny(capabilities: readonly string[]): boolean;
  canSendStateEvent(type: string, stateKey: string): boolean;
  canSendRoomEvent(type: string, msgtype: string | null): boolean;
}

/** What an action needs done for it, for the one widget, account and client that asked. Failures are `WidgetError`s. */
export interface Errands {
  rights: Rights;
  /** Schedules the event at the homeserver; resolves with the room it went to and the homeserver's own delay_id. */
  schedule(event: DelayedSend): Promise<{ roomId: string; delayId: string }>;
  update(delayId: string, action: UpdateAction): Promise<void>;
}

/** All there is to say of one widget action that the extension can do in a host's stead. */
export interface StandIn {
  /** Says whether a request is this action. It runs in the page for every request of a widget. */
  asks(request: WidgetRequest): boolean;
  /** @returns the delay_id in a request that is about a delayed event which is there already */
  delayIdIn?(data: unknown): string | undefined;
  /** What the reference host answers when its driver fails, for whatever reason. */
  failure: string;
  /** What stands beside that where it is not known whether the homeserver did it. */
  unanswered?: IMatrixApiError;
  /** The time in milliseconds in which the widget must have an answer. */
  answerWithin: number;
  /**
   * Checks what the widget said, in the reference host's order, and does it.
   * @returns what stands under `response`
   * @throws WidgetError
   */
  perform(data: unknown, errands: Errands): Promise<WidgetResponse>;
}
