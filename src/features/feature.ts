import type { IMatrixApiError } from "matrix-widget-api";
import type messages from "../../_locales/en/messages.json";
import type { Reply, WidgetRequest, WidgetResponse } from "../widget-api/message.ts";

/**
 * Something that the extension does in a host's stead, as described to the scripts in pages. The background's part is a
 * `Performer`, in a file that no content script includes.
 */
export interface Feature {
  id: string;
  /** The capabilities that the feature needs, under every name that they have had. */
  capabilities: readonly string[];
  /**
   * The capabilities that only a host can grant. Like the others they are hidden from a host that lacks the feature,
   * because it might approve what it does not know; Postdate never grants them.
   */
  hostOnly?: readonly string[];
  /** The API version of hosts that know the feature. For other hosts, our scripts add it to the list. */
  version?: string;
  /**
   * A harmless request that shows whether a host's library knows the feature. No host acts on it, and nobody else makes
   * it.
   */
  probe: { action: string; data: Record<string, unknown> };
  /** @returns whether this answer to the probe shows that the host knows the feature */
  isKnownBy(answer: Reply<WidgetRequest>): boolean;
  /**
   * Whether the probe shows nothing once the host has heard the widget's capabilities. The first result then stays
   * valid when the widget reloads: the host's page is the same.
   */
  probedOnce?: boolean;
  actions: readonly FeatureAction[];
  /**
   * What happens to an action while it is not known whether the host knows the feature.
   *
   *  - `hold`: the action waits. It must not reach a host that would do something else.
   *  - `ask`: the action does what it would without us. It waits where the host can be probed: through a script in the
   *    widget's frame, in a page that was not open before our scripts. Elsewhere it passes.
   *  - `pass`: the action does no harm. The host may try; if it does not know the action, Postdate performs it.
   */
  whileUnknown: "hold" | "ask" | "pass";
  /** Whether a failure of the host's driver stands, instead of Postdate trying, if the host knows the feature. */
  failuresStand?: boolean;
}

/** The texts about a feature, as keys of messages in `_locales`. No content script includes them. */
export interface FeatureWords {
  /** The feature's id. */
  feature: string;
  /** Asks whether a widget may use the feature. */
  question: keyof typeof messages;
  /** The same as a phrase that can be one of a list. */
  phrase: keyof typeof messages;
  /** What the feature is good for and what it implies, in a sentence each. */
  meaning: readonly (keyof typeof messages)[];
}

/** One of a feature's actions, as described to the scripts in pages. */
export interface FeatureAction {
  /** Says whether a request is this action. Runs in the page for every request of a widget. */
  asks(request: WidgetRequest): boolean;
  /** @returns the ids of the other features that a host must know to perform this request */
  alsoNeeds?(request: WidgetRequest): readonly string[];
  /** @returns the delay_id in a request that is about an existing delayed event */
  delayIdIn?(data: unknown): string | undefined;
  /** What the reference host answers when its driver fails, for whatever reason. */
  failure: string;
  /** Goes with the failure if it is not known whether the homeserver performed the action. */
  unanswered?: IMatrixApiError;
  /** The time in milliseconds within which the widget must have an answer. */
  answerWithin: number;
}

/**
 * How the background performs one of the actions.
 * @template Driver the driver that it needs, if that is more than the common one
 */
export interface Performer<Driver extends WidgetDriver = WidgetDriver> {
  action: FeatureAction;
  /**
   * Checks the widget's data, in the reference host's order, and performs the action.
   * @returns the reply's `response`
   * @throws WidgetError
   */
  perform(data: unknown, driver: Driver): Promise<WidgetResponse>;
  /**
   * Rewrites a homeserver's refusal into a form that the feature's widgets understand. Without this method, they get it
   * unchanged.
   * @param homeserver may be asked for what the refusal leaves open; absent without a session
   */
  rewriteRefusal?(
    refusal: IMatrixApiError,
    homeserver: ReturnType<Driver["homeserver"]> | undefined,
  ): Promise<IMatrixApiError>;
}

/**
 * What the widget may do, according to its host and the user. Everything, if the host has checked the rights itself.
 */
export interface Rights {
  /** Says whether the widget may name this room in a request. */
  canUseRoomTimeline(roomId: string): boolean;
  /** Says whether the widget has a capability, by any of these names. */
  hasAny(capabilities: readonly string[]): boolean;
  /** Says whether the user has refused one of these, rather than not been asked yet. */
  hasRefused(capabilities: readonly string[]): boolean;
  canSendStateEvent(type: string, stateKey: string): boolean;
  canSendRoomEvent(type: string, msgtype: string | null): boolean;
}

/**
 * What a performer gets to work with, for the one widget, account and client of the request. A feature that needs more
 * extends this in its own folder.
 * @template Connection the part of the connection to the account's homeserver that the feature uses
 */
export interface WidgetDriver<Connection = unknown> {
  rights: Rights;
  /**
   * The account's connection to its homeserver.
   * @throws Error if no session of the client has been seen
   */
  homeserver(): Connection;
}

/** The driver of an action that sends an event at once. @template Connection as for every driver */
export interface SendingDriver<Connection = unknown> extends WidgetDriver<Connection> {
  /** The request: an id, the same each time the request is repeated, and the milliseconds until the widget gives up. */
  request: { id: string; left(): number };
  /**
   * Finds the room for an event, and checks whether it may go there unencrypted.
   * @returns the room that the event names, or the widget's
   * @throws WidgetError if the event would have to be encrypted; Error if it is not clear which room is meant
   */
  roomFor(event: { roomId?: string; type: string; stateKey?: string }): Promise<string>;
}
