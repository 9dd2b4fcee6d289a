/** What a tab's page reveals before anything is switched on. The page controls all of it. */
export interface Found {
  /** The client's name, if its page gives one and uses Matrix. */
  name?: string;
  /** The origin of its page. */
  origin: string;
  /** The hosts, with ports, of its homeservers and of the servers' own sites that it has read. */
  homeservers: string[];
  /** The addresses of its widgets' pages, without query and fragment. */
  widgets: string[];
}

/** How one widget of the client is doing. */
export interface WidgetLine {
  /** The address of its page, as consents name it; its origin if no more is known. */
  widget: string;
  state: WidgetState;
  /** The widget is not in the page any more, or not yet: it was refused, and the user is not asked for a while. */
  gone?: true;
  /** The ids of the features that the user was asked about, if the widget lacks their consent. */
  features?: string[];
  /** When its last request was answered (epoch ms), and how long the homeserver took (ms) if that is known. */
  at?: number;
  took?: number;
  /** The widget as delays name it, if it is `protected`. */
  of?: { id: string; origin: string };
  /** The error that it got when its last request failed. */
  error?: string;
  /** What the user has ended, if the state is `user-ended`. */
  ended?: EndedByUser["how"];
}

/** The user has sent or cancelled what a widget had scheduled: when (epoch ms), and with what effect. */
export interface EndedByUser {
  at: number;
  how: /** The end of a call was cancelled, so nothing would take the user out. */
    | "exit-cancelled"
    /** The end of a call was sent, so the user has left that call. */
    | "left"
    /** The event was not the end of a call. */
    | "other";
}

/** Something was done for a widget: when (epoch ms), and how long the homeserver took (ms). */
export interface Beat {
  /** The origin of the client's page. */
  client: string;
  widget: { id: string; origin: string };
  at: number;
  took: number;
}

export type WidgetState =
  /** Its client knows delayed events. */
  | "native"
  /** Postdate has scheduled or restarted something for it. */
  | "protected"
  /** Its question is open. */
  | "asking"
  /** The user has said no to it. */
  | "refused"
  /** The user has not answered its question. */
  | "unanswered"
  /** Its last request was a message that must not leave unencrypted. */
  | "encrypted"
  /** It was loaded before the scripts. */
  | "reload"
  /** Its site is not granted. */
  | "not-granted"
  /** The user has ended what it had scheduled, and it has scheduled nothing since. */
  | "user-ended"
  /** Its last request failed. */
  | "failed"
  | "untried";

/** A homeserver's abilities, as advertised and as observed. */
export interface ServerFacts {
  /** The longest delay that it accepts (ms), and the most pending events of one user; absent if it does not say. */
  longest?: number;
  most?: number;
  /** The paths at which it takes delayed events: the specification's ("final"), or the proposal's ("early"). */
  generation?: "final" | "early";
  /** When it last refused a restart because there were too many (epoch ms). */
  limitedAt?: number;
  /** Whether the widgets' restarts can ever fit that limit, as far as observed. */
  fits?: boolean;
}
