import type { FrameMessage } from "../../messaging/contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import { oneAtATime, type Store } from "../store.ts";
import { hasReplaced, type Place, readWidget, type Widget } from "./widget-load.ts";

type Seen = Extract<FrameMessage, { ask: "widget-seen" }>;

const PREFIX = "widget ";
/** How many loads of widgets are remembered, and how many windows in which none has said that it is one. */
const REMEMBERED = 100;
/** How long a widget that acts counts as one that has just done so, in milliseconds: storage is not written at every restart. */
const AS_NEW = 60_000;

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
    return readWidget(await store.get(PREFIX + nonce));
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
      await forgetFor(entry);
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
    if (widget) await inOrder(() => forgetFor(widget));
    return widget !== undefined;
  }

  /** Forgets the loads in whose place this one is, and those that have done nothing for the longest time. */
  async function forgetFor(newest: Widget): Promise<void> {
    const all = [...(await store.all(PREFIX))].map(([key, value]) => ({ key, widget: readWidget(value) }));
    const left = all.filter(({ widget }) => widget && !hasReplaced(newest, widget));
    left.sort((a, b) => (b.widget?.seenAt ?? 0) - (a.widget?.seenAt ?? 0));
    const claimed = left.filter(({ widget }) => widget?.frame).slice(0, REMEMBERED);
    const others = left.filter(({ widget }) => !widget?.frame).slice(0, REMEMBERED);
    const kept = new Set([...claimed, ...others].map(({ key }) => key));
    for (const { key } of all) if (!kept.has(key)) await store.remove(key);
  }

  /** A widget acts, and is not the next to be forgotten. */
  async function acts({ nonce, seenAt }: Widget): Promise<void> {
    if (now() - seenAt >= AS_NEW) await change(nonce, (widget) => ({ ...widget, seenAt: now() }));
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
        const widget = readWidget(value);
        if (!widget || widget.world === world) await store.remove(key);
      }
    });
  }

  return { seen, here, acts, asHost, asWidget, hide, grant, approve, forgetWorld };
}

export type Widgets = ReturnType<typeof createWidgets>;

function union(some: string[], others: string[]): string[] {
  return [...new Set([...some, ...others])];
}

function isAt(place: Place, { tabId }: Widget, sender: FrameSender): boolean {
  return sender.tabId === tabId && sender.documentId === place.documentId;
}
