import type { IMatrixApiError } from "matrix-widget-api";
import type messages from "../../_locales/en/messages.json";
import type { Reply, WidgetRequest, WidgetResponse } from "../widget-api/message.ts";

/**
 * Something that the extension does in a host's stead, as far as the scripts in pages need to know it. The worker's
 * part is a `Performer`, in a file that no content script includes.
 */
export interface Feature {
  id: string;
  /** The capabilities that it needs, under every name that they have had. */
  capabilities: readonly string[];
  /**
   * Those of them that nobody but a host can give. They are hidden from a host that lacks the feature like the others,
   * which might approve what it does not know, and never granted here.
   */
  hostOnly?: readonly string[];
  /** The API version by which a host says that it knows the feature. Widgets hear of it from a host that does not. */
  version?: string;
  /**
   * The harmless question whether a host's library knows the feature: a request that no host acts on and nobody else
   * makes.
   */
  probe: { action: string; data: Record<string, unknown> };
  /** @returns whether this answer to the probe shows that the host knows the feature */
  isKnownBy(answer: Reply<WidgetRequest>): boolean;
  /**
   * Whether the probe shows nothing to a host that has heard the widget's capabilities before. Then what a host knew
   * before the widget loaded again it still knows: its page is the same.
   */
  probedOnce?: boolean;
  actions: readonly FeatureAction[];
  /**
   * What happens to an action while it is not known whether the host knows the feature.
   *
   *  - `hold`: the action waits. It must not reach a host that would do something else.
   *  - `ask`: the action does what it would without us. It waits where the host can be asked: through a script in the
   *    widget's frame, in a page that was not there before our scripts. Elsewhere it passes.
   *  - `pass`: the action does no harm. The host may try, and if it does not know the action, it is performed here.
   */
  whileUnknown: "hold" | "ask" | "pass";
  /** Whether what the host's driver fails at is not done here, if the host knows the feature. */
  failuresStand?: boolean;
}

/** What the user reads about a feature, as keys of messages in `_locales`. No content script includes it. */
export interface FeatureWords {
  /** The feature's id. */
  feature: string;
  /** Asks whether a widget may do it. */
  question: keyof typeof messages;
  /** The same as a phrase that can be one of a list. */
  phrase: keyof typeof messages;
  /** What it is good for and what it means, in a sentence each. */
  meaning: readonly (keyof typeof messages)[];
  /** Says of a widget whose client lacks the feature what it goes without: what only a host could give (`hostOnly`). */
  leftOut?: keyof typeof messages;
}

/** One of its actions, as a page sees it. */
export interface FeatureAction {
  /** Says whether a request is this action. Runs in the page for every request of a widget. */
  asks(request: WidgetRequest): boolean;
  /** @returns the ids of the other features that a host must know besides to do what this request asks for */
  alsoNeeds?(request: WidgetRequest): readonly string[];
  /** @returns the delay_id in a request that is about an existing delayed event */
  delayIdIn?(data: unknown): string | undefined;
  /** What the reference host answers when its driver fails, for whatever reason. */
  failure: string;
  /** Goes with the failure if it is not known whether the homeserver did it. */
  unanswered?: IMatrixApiError;
  /** The time in milliseconds within which the widget must have an answer. */
  answerWithin: number;
}

/**
 * How the worker performs one of the actions.
 * @template Driver what it needs done, if that is more than every feature does
 */
export interface Performer<Driver extends WidgetDriver = WidgetDriver> {
  action: FeatureAction;
  /**
   * Checks what the widget said, in the reference host's order, and performs it.
   * @returns what goes under `response`
   * @throws WidgetError
   */
  perform(data: unknown, driver: Driver): Promise<WidgetResponse>;
  /**
   * Puts a homeserver's refusal into words that its widgets understand. Without it, they hear it as it is.
   * @param homeserver may be asked what the refusal leaves open; absent without a session
   */
  inTheirWords?(
    refusal: IMatrixApiError,
    homeserver: ReturnType<Driver["homeserver"]> | undefined,
  ): Promise<IMatrixApiError>;
}

/**
 * What the widget may do, as its host and the user have approved it. Everything, if the host has checked that itself.
 */
export interface Rights {
  /** Says whether it may name this room in a request. */
  canUseRoomTimeline(roomId: string): boolean;
  /** Says whether it has a capability, by any of these names. */
  hasAny(capabilities: readonly string[]): boolean;
  /** Says whether the user has refused it one of these, rather than not been asked yet. */
  hasRefused(capabilities: readonly string[]): boolean;
  canSendStateEvent(type: string, stateKey: string): boolean;
  canSendRoomEvent(type: string, msgtype: string | null): boolean;
}

/**
 * What an action is performed with, for the one widget, account and client that asked. A feature that needs more
 * extends this in its own folder.
 * @template Connection as much of the connection to the account's homeserver as the feature uses
 */
export interface WidgetDriver<Connection = unknown> {
  rights: Rights;
  /**
   * The account's connection to its homeserver.
   * @throws Error if no session of the client has been seen
   */
  homeserver(): Connection;
}

/** What an action that sends an event at once is performed with. @template Connection as for every driver */
export interface SendingDriver<Connection = unknown> extends WidgetDriver<Connection> {
  /** The request: the same id however often it is asked for again, and the milliseconds until the widget gives up. */
  request: { id: string; left(): number };
  /**
   * Finds where an event goes, and whether it may go there in clear.
   * @returns the room that it names, or the widget's
   * @throws WidgetError if it cannot be encrypted and would have to be; Error if it is not clear which room is meant
   */
  roomFor(event: { roomId?: string; type: string; stateKey?: string }): Promise<string>;
}
