import * as v from "valibot";
import type { FrameMessage } from "../messaging/contract.ts";
import type { FrameSender } from "../messaging/sender.ts";
import { oneAtATime, type Store } from "./store.ts";

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
  seenAt: v.number(),
});

/** One load of a widget that wants delayed events, in one frame of one tab. */
export type Widget = v.InferOutput<typeof Widget>;

type Seen = Extract<FrameMessage, { ask: "widget-seen" }>;

const PREFIX = "widget ";
/** How many loads of widgets are remembered. */
const REMEMBERED = 100;

/**
 * The widgets that want delayed events, each told apart by its window: the host's frame gives the window's present load a
 * nonce, the script in that window says from which frame it hears it, and the browser says which frame that is.
 *
 * What a page can say counts for nothing here. A widget's page never sees its nonce (its frame's script keeps the message
 * from it), and who asks with a nonce must be one of the two frames it belongs to.
 */
export function createWidgets(store: Store, now: () => number) {
  const inOrder = oneAtATime();

  async function read(nonce: string): Promise<Widget | undefined> {
    const stored = v.safeParse(Widget, await store.get(PREFIX + nonce));
    return stored.success ? stored.output : undefined;
  }

  function change(nonce: string, edit: (widget: Widget) => Widget | undefined): Promise<Widget | undefined> {
    return inOrder(async () => {
      const widget = await read(nonce);
      const next = widget && edit(widget);
      if (next) await store.set(PREFIX + nonce, next);
      return next;
    });
  }

  /**
   * A host's frame has seen a widget, perhaps once more, and elsewhere, before the widget's frame has said a word. A nonce that is
   * taken stays with whom it belongs to.
   */
  function seen(
    { nonce, path, late, widget, whereabouts }: Seen,
    { tabId, world, origin, ...host }: FrameSender,
  ): Promise<void> {
    const place = { frameId: host.frameId, documentId: host.documentId };
    return inOrder(async () => {
      const known = await read(nonce);
      if (known && (known.frame || known.tabId !== tabId || known.host.documentId !== host.documentId))
        return;
      const entry: Widget = {
        ...{ nonce, tabId, world, path, whereabouts, client: origin, host: place },
        ...{ id: widget.id, origin: widget.origin },
        ...{ hidden: known?.hidden ?? [], late, seenAt: now() },
      };
      await store.set(PREFIX + nonce, entry);
      await forgetOldest(store);
    });
  }

  /**
   * A frame says that it is the widget of this nonce: the first of the right origin is, in the right place of the right tab, and
   * is when it says so again.
   *
   * The place matters because a page can come to hear a nonce that was meant for its frame's script, by making that script
   * deaf (document.open takes a window's listeners), and can hand it on to a frame of its own.
   */
  async function here(nonce: string, path: string, sender: FrameSender): Promise<boolean> {
    const { tabId, frameId, documentId, origin } = sender;
    if (await asWidget(nonce, sender)) return true;
    const widget = await change(nonce, (known) =>
      !known.frame && known.tabId === tabId && known.path === path && known.origin === origin
        ? { ...known, frame: { frameId, documentId } }
        : undefined,
    );
    return widget !== undefined;
  }

  /** @returns the widget, if it is the host's frame of this nonce that asks */
  async function asHost(nonce: string, sender: FrameSender): Promise<Widget | undefined> {
    const widget = await read(nonce);
    return widget && isAt(widget.host, widget, sender) ? widget : undefined;
  }

  /** @returns the widget, if it is the widget's own frame that asks */
  async function asWidget(nonce: string, sender: FrameSender): Promise<Widget | undefined> {
    const widget = await read(nonce);
    return widget?.frame && isAt(widget.frame, widget, sender) ? widget : undefined;
  }

  /** Remembers what the host was not told of. */
  function hide(nonce: string, capabilities: string[]): Promise<Widget | undefined> {
    return change(nonce, (widget) => ({ ...widget, hidden: union(widget.hidden, capabilities) }));
  }

  /** Remembers whether the user granted what is hidden, and as which account. */
  function grant(nonce: string, granted: boolean, grantedAs: string): Promise<Widget | undefined> {
    return change(nonce, (widget) => ({ ...widget, granted, grantedAs }));
  }

  /** Remembers what the host approved, and what it was not told of. */
  function approve(nonce: string, approved: string[], hidden: string[]): Promise<Widget | undefined> {
    return change(nonce, (widget) => ({ ...widget, approved, hidden: union(widget.hidden, hidden) }));
  }

  /** Forgets all widgets of a world. */
  function forgetWorld(world: string): Promise<void> {
    return inOrder(async () => {
      for (const [key, value] of await store.all(PREFIX)) {
        const widget = v.safeParse(Widget, value);
        if (!widget.success || widget.output.world === world) await store.remove(key);
      }
    });
  }

  return { seen, here, asHost, asWidget, hide, grant, approve, forgetWorld };
}

export type Widgets = ReturnType<typeof createWidgets>;

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

function union(some: string[], others: string[]): string[] {
  return [...new Set([...some, ...others])];
}

function isAt(place: v.InferOutput<typeof Place>, { tabId }: Widget, sender: FrameSender): boolean {
  return sender.tabId === tabId && sender.documentId === place.documentId;
}

async function forgetOldest(store: Store): Promise<void> {
  const all = [...(await store.all(PREFIX))].map(([key, value]) => ({ key, seenAt: seenAt(value) }));
  all.sort((a, b) => b.seenAt - a.seenAt);
  for (const { key } of all.slice(REMEMBERED)) await store.remove(key);
}

function seenAt(value: unknown): number {
  const widget = v.safeParse(Widget, value);
  return widget.success ? widget.output.seenAt : 0;
}
