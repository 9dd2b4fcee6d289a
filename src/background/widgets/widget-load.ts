import * as v from "valibot";

const Place = v.object({ frameId: v.number(), documentId: v.string() });

const Widget = v.object({
  nonce: v.string(),
  tabId: v.number(),
  world: v.string(),
  /** The origin of the client's page. */
  client: v.string(),
  /** Where the widget's window is in its tab, as the host's frame sees it. */
  path: v.string(),
  /** Where the host is; a reload of its page is another document. */
  host: Place,
  /** Where the widget is, once its own frame has said so. */
  frame: v.optional(Place),
  id: v.string(),
  origin: v.string(),
  whereabouts: v.object({
    src: v.optional(v.string()),
    ids: v.array(v.string()),
    page: v.string(),
    historyRoom: v.optional(v.string()),
  }),
  /** Of the delayed capabilities, those that the host was not told of. */
  hidden: v.array(v.string()),
  /** Whether the user has been asked and has granted them, for this load of the widget, and as which account. */
  granted: v.optional(v.boolean()),
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

/** One load of a widget that wants delayed events, in one frame of one tab. */
export type Widget = v.InferOutput<typeof Widget>;

/** @returns what was stored of a load, or nothing where that is not to be understood */
export function readWidget(value: unknown): Widget | undefined {
  const stored = v.safeParse(Widget, value);
  return stored.success ? stored.output : undefined;
}

/**
 * Says whether one load is in another's place, so that nothing comes of that any more: in the frame that the other had claimed,
 * or, where none had, in the window that it was seen in. What is in a shadow tree has no place of its own ("-1").
 */
export function hasReplaced(newer: Widget, older: Widget): boolean {
  if (newer.nonce === older.nonce || newer.tabId !== older.tabId) return false;
  if (older.frame) return older.frame.frameId === newer.frame?.frameId;
  const isSameHost = newer.host.documentId === older.host.documentId;
  return isSameHost && newer.path === older.path && !newer.path.includes("-");
}

/** Where a load of a widget asks the user from. */
export type Asker = Pick<Widget, "tabId" | "host" | "frame">;

/** Says whether the page that asks is gone since another asks: from the same frame, or in a newer page of the same host's. */
export function hasLeft(older: Asker, newer: Asker): boolean {
  if (older.tabId !== newer.tabId) return false;
  if (older.frame && older.frame.frameId === newer.frame?.frameId) return true;
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
  return granted && userId === grantedAs ? hidden : [];
}
