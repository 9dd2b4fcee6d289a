/** What a tab's page shows of itself before anything is switched on. Every word of it is the page's own. */
export interface Found {
  /** The client by name, if its page says so and speaks Matrix. */
  name?: string;
  /** The origin of its page. */
  origin: string;
  /** The hosts of its homeservers, with their ports, and of the servers' own sites that it has read. */
  homeservers: string[];
  /** The addresses of its widgets' pages, without query and fragment. */
  widgets: string[];
}

/** How one widget of the client is doing. */
export interface WidgetLine {
  /** The address of its page, as consents name it; its origin if no more is known. */
  widget: string;
  state: WidgetState;
  /** It is in the page no longer, or not yet: it was refused, and nobody is asked about it for a while. */
  gone?: true;
  /** The ids of the features that the user was asked about, where that is what it lacks. */
  features?: string[];
  /** When its last request was answered (epoch ms), and how long the homeserver took (ms) if that is known. */
  at?: number;
  took?: number;
  /** The widget as delays name it, where it is `protected`. */
  of?: { id: string; origin: string };
  /** What it was told when its last request failed. */
  error?: string;
  /** What the user has ended, where that is `user-ended`. */
  ended?: EndedByUser["how"];
}

/** That the user has sent or cancelled what a widget had scheduled: when (epoch ms), and what that meant. */
export interface EndedByUser {
  at: number;
  how: /** The end of a call was cancelled, so nothing would take the user out. */
    | "exit-cancelled"
    /** It was sent, so the user has left that call. */
    | "left"
    /** It was no end of a call. */
    | "other";
}

/** That something was done for a widget: when (epoch ms), and how long the homeserver took (ms). */
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
  /** It wanted to schedule a message that must not leave unencrypted. */
  | "encrypted"
  /** It was there before the scripts. */
  | "reload"
  /** Its site is not granted. */
  | "not-granted"
  /** The user has ended what it had scheduled, and it has scheduled nothing since. */
  | "user-ended"
  /** Its last request failed. */
  | "failed"
  | "untried";

/** What a homeserver says that it can do, and what it has been seen to do. */
export interface ServerFacts {
  /** The longest delay that it accepts (ms), and how many pending events of one user; absent if it does not say. */
  longest?: number;
  most?: number;
  /** By which paths it takes delayed events: those of the specification, or the proposal's. */
  generation?: "final" | "early";
  /** When it last refused a restart because there were too many (epoch ms). */
  limitedAt?: number;
  /** Whether the widgets' restarts can ever fit that limit, as far as was seen. */
  fits?: boolean;
}
