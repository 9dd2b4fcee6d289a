import type { FrameQuestion } from "../../messaging/contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import { oneAtATime, type Store } from "../store.ts";
import { makeSpaceFor } from "./quota.ts";
import { hasReplaced, isTied, type Place, readWidget, type Widget, type WidgetLoad } from "./widget-load.ts";

const PREFIX = "widget ";
/** How long a widget that acts counts as one that has just done so, in milliseconds: storage is not written at every restart. */
const AS_NEW = 60_000;

/**
 * The widgets that want delayed events, each one document in one frame, tied to the document that is its host.
 *
 * What a page can say counts for nothing here. The script in the widget's frame makes up a secret for its document (the nonce),
 * tells it to the background, and posts it to its parent window, addressed to the origin that it has named to the background.
 * The browser hands that to a document of this origin alone, and the one in a window around a document stays the same for as
 * long as that is loaded. So a document of this origin, in the same tab, that knows the nonce is the widget's host.
 */
export function createWidgets(store: Store, now: () => number) {
  const inOrder = oneAtATime();

  async function read(nonce: string): Promise<WidgetLoad | undefined> {
    return readWidget(await store.get(PREFIX + nonce));
  }

  function change(
    nonce: string,
    edit: (load: WidgetLoad) => WidgetLoad | undefined,
  ): Promise<Widget | undefined> {
    return inOrder(async () => {
      const load = await read(nonce);
      const next = load && edit(load);
      if (!next) return undefined;
      await store.set(PREFIX + nonce, next);
      return isTied(next) ? next : undefined;
    });
  }

  /**
   * A frame says that a widget may be in it. Asked again, by the same document, the answer is the same.
   * @returns whether it is remembered: a nonce stays with the document that has said it first, and there may be no room
   */
  function here(
    { nonce, host: client, late }: FrameQuestion<"widget-here">,
    sender: FrameSender,
  ): Promise<boolean> {
    const { tabId, partition, origin, frameId, documentId } = sender;
    return inOrder(async () => {
      const known = await read(nonce);
      if (known) return isAt(known.frame, known, sender) && known.client === client;
      const load: WidgetLoad = {
        nonce,
        tabId,
        partition,
        client,
        frame: { frameId, documentId },
        origin,
        id: "",
        embedding: { ids: [], page: "" },
        knows: [],
        hidden: [],
        granted: {},
        late,
        seenAt: now(),
      };
      const others = await all();
      const replaced = others.filter((other) => hasReplaced(load, other));
      const beyond = makeSpaceFor(
        load,
        others.filter((other) => !replaced.includes(other)),
      );
      if (!beyond) return false;
      for (const old of [...replaced, ...beyond]) await store.remove(PREFIX + old.nonce);
      await store.set(PREFIX + nonce, load);
      return true;
    });
  }

  /**
   * A host's frame says that a widget is a frame of its page; perhaps once more, and that it sits elsewhere.
   * @returns whether the two documents are tied by now
   */
  async function seen(
    { nonce, late, widget, embedding }: FrameQuestion<"widget-seen">,
    sender: FrameSender,
  ): Promise<boolean> {
    const { tabId, partition, origin, frameId, documentId } = sender;
    const tied = await change(nonce, (load) => {
      const isIts = load.tabId === tabId && load.partition === partition && load.client === origin;
      const isTaken = load.host !== undefined && load.host.documentId !== documentId;
      if (!isIts || isTaken || load.origin !== widget.origin) return undefined;
      return {
        ...load,
        host: { frameId, documentId },
        id: widget.id,
        embedding,
        late: load.late || late,
        seenAt: now(),
      };
    });
    return tied !== undefined;
  }

  async function all(): Promise<WidgetLoad[]> {
    const stored = [...(await store.all(PREFIX)).values()].map(readWidget);
    return stored.filter((load) => load !== undefined);
  }

  /** A widget acts, and is not the next to be forgotten. */
  async function acts({ nonce, seenAt }: Widget): Promise<void> {
    // A clock that was set back makes it no younger.
    if (Math.abs(now() - seenAt) >= AS_NEW) await change(nonce, (load) => ({ ...load, seenAt: now() }));
  }

  /** @returns the widget, if it is its host's document that asks */
  async function asHost(nonce: string, sender: FrameSender): Promise<Widget | undefined> {
    const load = await read(nonce);
    return load && isTied(load) && isAt(load.host, load, sender) ? load : undefined;
  }

  /** @returns the widget, if it is its own document that asks, and it has a host */
  async function asWidget(nonce: string, sender: FrameSender): Promise<Widget | undefined> {
    const load = await read(nonce);
    return load && isTied(load) && isAt(load.frame, load, sender) ? load : undefined;
  }

  /** Remembers that the host looks at the widget's rights to these features itself. */
  function trust(nonce: string, features: string[]): Promise<Widget | undefined> {
    return change(nonce, (load) => ({ ...load, knows: union(load.knows, features) }));
  }

  /** Remembers what the host was not told of. */
  function hide(nonce: string, capabilities: string[]): Promise<Widget | undefined> {
    return change(nonce, (load) => ({ ...load, hidden: union(load.hidden, capabilities) }));
  }

  /** Remembers whether the user granted what is hidden of these features, and as which account. As another they said nothing. */
  function grant(
    nonce: string,
    { features, allowed, userId }: { features: string[]; allowed: boolean; userId: string },
  ): Promise<Widget | undefined> {
    return change(nonce, (load) => {
      const before = load.grantedAs === userId ? load.granted : {};
      const said = Object.fromEntries(features.map((feature) => [feature, allowed]));
      return { ...load, granted: { ...before, ...said }, grantedAs: userId };
    });
  }

  /** Remembers what the host approved, and what it was not told of. */
  function approve(nonce: string, approved: string[], hidden: string[]): Promise<Widget | undefined> {
    return change(nonce, (load) => ({ ...load, approved, hidden: union(load.hidden, hidden) }));
  }

  /** Forgets the widgets of a tab that is closed. */
  const forgetTab = (tabId: number) => forget((load) => load.tabId === tabId);

  /** Forgets all widgets of a partition. */
  const forgetPartition = (partition: string) => forget((load) => load.partition === partition);

  function forget(isMeant: (load: WidgetLoad) => boolean): Promise<void> {
    return inOrder(async () => {
      for (const [key, value] of await store.all(PREFIX)) {
        const load = readWidget(value);
        if (!load || isMeant(load)) await store.remove(key);
      }
    });
  }

  return { here, seen, acts, asHost, asWidget, trust, hide, grant, approve, forgetTab, forgetPartition };
}

export type Widgets = ReturnType<typeof createWidgets>;

function union(some: string[], others: string[]): string[] {
  return [...new Set([...some, ...others])];
}

function isAt(place: Place, { tabId }: WidgetLoad, sender: FrameSender): boolean {
  return sender.tabId === tabId && sender.documentId === place.documentId;
}
