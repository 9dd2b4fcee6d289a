import * as v from "valibot";
import { featuresWanted, grantable, splitCapabilities } from "../../features/capabilities.ts";

const Place = v.object({ frameId: v.number(), documentId: v.string() });

const Widget = v.object({
  /** The secret of the widget's document. */
  nonce: v.string(),
  tabId: v.number(),
  partition: v.string(),
  /**
   * The origin of its host's page, which is the client's, as the browser named it to the script in the widget's frame.
   */
  client: v.string(),
  /** Where the widget is. */
  frame: Place,
  origin: v.string(),
  /** Where its host is, once a document of that origin has reported that the widget is in a frame of its page. */
  host: v.optional(Place),
  /** The widgetId in its messages to that host. */
  id: v.string(),
  embedding: v.object({
    src: v.optional(v.string()),
    ids: v.array(v.string()),
    page: v.string(),
    historyRoom: v.optional(v.string()),
  }),
  /**
   * The ids of the features that the host knows, according to its own frame. The host checks the widget's rights to
   * them itself.
   */
  knows: v.array(v.string()),
  /** The features' capabilities that were hidden from the host. */
  hidden: v.array(v.string()),
  /**
   * Whether the user granted a feature's hidden capabilities, by the id of each feature that they have been asked about
   * for this load of the widget. `grantedAs` is the account.
   */
  granted: v.record(v.string(), v.boolean()),
  grantedAs: v.optional(v.string()),
  /** The capabilities that the host has approved, without the hidden ones; absent until it has answered. */
  approved: v.optional(v.array(v.string())),
  /** Whether the host may have approved before a script could hear it. */
  late: v.boolean(),
  /** When the widget was first seen, or last acted (epoch ms). */
  seenAt: v.number(),
});

/** Where a page is: a frame, and the document in it. */
export type Place = v.InferOutput<typeof Place>;

/** One load of a widget that wants any of our features, in one frame of one tab, with or without its host. */
export type WidgetLoad = v.InferOutput<typeof Widget>;

/** A load whose host has identified itself. Postdate acts for no other. */
export type Widget = WidgetLoad & { host: Place };

/** @returns the stored load; nothing if it is invalid */
export function readWidget(value: unknown): WidgetLoad | undefined {
  const stored = v.safeParse(Widget, value);
  return stored.success ? stored.output : undefined;
}

/** Says whether a load has a host that has identified itself. */
export function isTied(load: WidgetLoad): load is Widget {
  return load.host !== undefined;
}

/** Says whether a newer load has replaced an older one, which is then over: it is in the same frame. */
export function hasReplaced(newer: WidgetLoad, older: WidgetLoad): boolean {
  return (
    newer.nonce !== older.nonce && newer.tabId === older.tabId && newer.frame.frameId === older.frame.frameId
  );
}

/** Where a question to the user comes from. */
export type Asker = Pick<Widget, "tabId" | "host" | "frame">;

/**
 * Says whether an older asker's page is gone because a newer one asks from the same frame, or from a newer page of
 * the same host frame.
 */
export function hasLeft(older: Asker, newer: Asker): boolean {
  if (older.tabId !== newer.tabId) return false;
  if (older.frame.frameId === newer.frame.frameId) return true;
  return older.host.frameId === newer.host.frameId && older.host.documentId !== newer.host.documentId;
}

/**
 * @param userId the account for which the widget acts; omitted if it is not acting
 * @returns the capabilities hidden from the widget's host that the user has granted
 */
export function grantedOf(widget: Answers, userId = widget.grantedAs): string[] {
  return answeredOf(widget, userId, true);
}

/** @returns the capabilities hidden from the widget's host that the user has refused */
export function refusedOf(widget: Answers, userId = widget.grantedAs): string[] {
  return answeredOf(widget, userId, false);
}

type Answers = Pick<Widget, "hidden" | "granted" | "grantedAs">;

function answeredOf(
  { hidden, granted, grantedAs }: Answers,
  userId: string | undefined,
  said: boolean,
): string[] {
  if (userId !== grantedAs) return [];
  const features = Object.keys(granted).filter((feature) => granted[feature] === said);
  return grantable(splitCapabilities(hidden, features).ours);
}

/** @returns the ids of the features with hidden capabilities that the user could grant, but has not been asked about */
export function notAskedAbout({ hidden, granted }: Pick<Widget, "hidden" | "granted">): string[] {
  return featuresWanted(grantable(hidden)).filter((feature) => !Object.hasOwn(granted, feature));
}

/**
 * Says whether the host performs a feature's actions: it knows the feature, and none of the widget's capabilities for
 * it was hidden.
 */
export function isLeftToHost({ knows, hidden }: Widget, feature: string): boolean {
  return knows.includes(feature) && !featuresWanted(hidden).includes(feature);
}
