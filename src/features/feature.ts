import type { IMatrixApiError } from "matrix-widget-api";
import type { DelayedSend, UpdateAction } from "../delayed-events/delayed-event.ts";
import type { Reply, WidgetRequest, WidgetResponse } from "../widget-api/message.ts";

/**
 * Something that the extension does in a host's stead, as far as the scripts in pages have to know of it. What the worker does
 * for it is a `Performer`, in a file that no content script carries along.
 */
export interface Feature {
  id: string;
  /** The capabilities that it needs, under every name that they have had. */
  capabilities: readonly string[];
  /** The harmless question whether a host's library knows it: a request that no host acts on, which nobody else makes. */
  probe: { action: string; data: Record<string, unknown> };
  /** @returns whether a host that answers the probe so knows the feature */
  isKnownBy(answer: Reply<WidgetRequest>): boolean;
  actions: readonly FeatureAction[];
  /**
   * What becomes of an action while it is not known whether the host knows the feature.
   *
   *  - `hold`: it waits. It must not reach a host that would do something else.
   *  - `pass`: it does no harm. The host is let try, and where it does not know the action, it is done here.
   */
  whileUnknown: "hold" | "pass";
}

/** One of its actions, as it is seen in a page. */
export interface FeatureAction {
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
}

/** How the worker does one of the actions. */
export interface Performer {
  action: FeatureAction;
  /**
   * Checks what the widget said, in the reference host's order, and does it.
   * @returns what stands under `response`
   * @throws WidgetError
   */
  perform(data: unknown, driver: WidgetDriver): Promise<WidgetResponse>;
}

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
export interface WidgetDriver {
  rights: Rights;
  /** Schedules the event at the homeserver; resolves with the room it went to and the homeserver's own delay_id. */
  schedule(event: DelayedSend): Promise<{ roomId: string; delayId: string }>;
  update(delayId: string, action: UpdateAction): Promise<void>;
}
