/** A question to the user: may this widget use all these features? */
export interface ConsentQuestion {
  id: string;
  /** The ids of the features that it is about: at least one, each once. */
  features: string[];
  /** The partition of the client's tab. In a private one, "always" lasts until the last private window is closed. */
  partition: string;
  /** The address of the widget's page, without query and fragment; its origin if no more is known. */
  widget: string;
  /** The origin of the client's page. */
  client: string;
  userId: string;
}

/** Allow for this load of the widget, allow always, or refuse. */
export type ConsentAnswer = "once" | "always" | "no";

/** The user's "always" to these features; `givenAt` is when the latest was allowed (epoch ms). */
export interface GivenConsent extends Omit<ConsentQuestion, "id"> {
  givenAt: number;
}

/** Any account may have the widget do this in this client. `widget` is an address, or an origin for all its pages. */
export type PresetConsent = Pick<GivenConsent, "client" | "widget" | "features">;

/** The user is not asked about these widgets for a while: any of this origin, in this client. */
export interface RefusedConsent {
  /** The user did not answer, rather than say no. */
  unanswered?: boolean;
  partition: string;
  /** The origin of the client's page. */
  client: string;
  /** The origin of the widget's address; "null" if no more is known. */
  widget: string;
  /** The ids of the features that the user is not asked about. */
  features: string[];
}
