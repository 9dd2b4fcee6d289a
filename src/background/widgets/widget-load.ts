import * as v from "valibot";
import { featuresWanted, splitCapabilities } from "../../features/capabilities.ts";

const Place = v.object({ frameId: v.number(), documentId: v.string() });

const Widget = v.object({
  /** The secret of the widget's document. */
  nonce: v.string(),
  tabId: v.number(),
  partition: v.string(),
  /** The origin of its host's page, the client's, as the browser told it to the script in the widget's frame. */
  client: v.string(),
  /** Where the widget is. */
  frame: Place,
  origin: v.string(),
  /** Where its host is, once a document of that origin has said that the widget is a frame of its page. */
  host: v.optional(Place),
  /** The widgetId by which it speaks to that host. */
  id: v.string(),
  embedding: v.object({
    src: v.optional(v.string()),
    ids: v.array(v.string()),
    page: v.string(),
    historyRoom: v.optional(v.string()),
  }),
  /** The ids of the features that the host knows, as its own frame says, and so looks at the widget's rights to itself. */
  knows: v.array(v.string()),
  /** Of the features' capabilities, those that the host was not told of. */
  hidden: v.array(v.string()),
  /**
   * By the id of each feature about which the user has been asked, for this load of the widget: whether they granted what is
   * hidden of it; and as which account.
   */
  granted: v.record(v.string(), v.boolean()),
  grantedAs: v.optional(v.string()),
  /** What the host says it approved, hidden ones apart; absent until it has said so. */
  approved: v.optional(v.array(v.string())),
  /** Whether the host may have said so before there was a script to hear it. */
  late: v.boolean(),
  /** When it was seen, or has acted since (epoch ms). */
  seenAt: v.number(),
});

/** Where a page is: a frame, and a document in it. */
export type Place = v.InferOutput<typeof Place>;

/** One load of a widget that wants delayed events, in one frame of one tab, with its host or without. */
export type WidgetLoad = v.InferOutput<typeof Widget>;

/** The same, whose host has said that it is its host. Nothing is done for any other. */
export type Widget = WidgetLoad & { host: Place };

/** @returns what was stored of a load, or nothing where that is not to be understood */
export function readWidget(value: unknown): WidgetLoad | undefined {
  const stored = v.safeParse(Widget, value);
  return stored.success ? stored.output : undefined;
}

/** Says whether a load has a host that has said so. */
export function isTied(load: WidgetLoad): load is Widget {
  return load.host !== undefined;
}

/** Says whether one load is in another's place, so that nothing comes of that any more: it is in the same frame. */
export function hasReplaced(newer: WidgetLoad, older: WidgetLoad): boolean {
  return (
    newer.nonce !== older.nonce && newer.tabId === older.tabId && newer.frame.frameId === older.frame.frameId
  );
}

/** Where a load of a widget asks the user from. */
export type Asker = Pick<Widget, "tabId" | "host" | "frame">;

/** Says whether the page that asks is gone since another asks: from the same frame, or in a newer page of the same host's. */
export function hasLeft(older: Asker, newer: Asker): boolean {
  if (older.tabId !== newer.tabId) return false;
  if (older.frame.frameId === newer.frame.frameId) return true;
  return older.host.frameId === newer.host.frameId && older.host.documentId !== newer.host.documentId;
}

/**
 * @param userId the account as which the widget acts; left out where it does not act
 * @returns what the user has granted a widget of what its host was not told of
 */
export function grantedOf(
  { hidden, granted, grantedAs }: Pick<Widget, "hidden" | "granted" | "grantedAs">,
  userId = grantedAs,
): string[] {
  if (userId !== grantedAs) return [];
  return splitCapabilities(
    hidden,
    Object.keys(granted).filter((feature) => granted[feature]),
  ).ours;
}

/** @returns the ids of the features of which something is hidden, and about which the user has not been asked yet */
export function notAskedAbout({ hidden, granted }: Pick<Widget, "hidden" | "granted">): string[] {
  return featuresWanted(hidden).filter((feature) => !Object.hasOwn(granted, feature));
}
