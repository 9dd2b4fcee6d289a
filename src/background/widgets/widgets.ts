import type { FrameQuestion } from "../../messaging/frame-contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import type { Store } from "../store.ts";
import { createLoadStore } from "./load-store.ts";
import { isTied, type Place, type Widget, type WidgetLoad } from "./widget-load.ts";

/** How long after an action no other one is noted (ms), so that not every restart writes to storage. */
const JUST_ACTED = 60_000;

/**
 * The widgets that want any of our features. Each is one document in one frame, tied to the document of its host.
 *
 * Nothing that a page can post counts here. The script in the widget's frame generates a secret for its document (the
 * nonce), sends it to the background, and posts it to its parent window, addressed to the origin that it has named to
 * the background. The browser delivers that only to a document of this origin, and the document in the parent window
 * stays the same for as long as the widget's document is loaded. So a document of this origin, in the same tab, that
 * knows the nonce is the widget's host.
 */
export function createWidgets(store: Store, now: () => number) {
  const { inOrder, read, all, keep, change, forget } = createLoadStore(store);

  /**
   * A frame reports that it may hold a widget. If the same document reports again, it gets the same answer.
   * @returns whether the load is remembered. It is not if another document was first to use the nonce, or if there is
   *   no space.
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
      return keep(load);
    });
  }

  /**
   * A host's frame reports a widget in a frame of its page. It may report again, with a new embedding.
   * @returns whether the two documents are now tied
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

  /** @returns all loads of widgets that a client's pages have, or had in a tab that is still open */
  async function ofClient(partition: string, client: string): Promise<WidgetLoad[]> {
    return (await all()).filter((load) => load.partition === partition && load.client === client);
  }

  /** @returns the loads in a tab of one client's widgets */
  async function inTab(tabId: number, partition: string, client: string): Promise<WidgetLoad[]> {
    return (await all()).filter(
      (load) => load.tabId === tabId && load.partition === partition && load.client === client,
    );
  }

  /** @returns the loads in a tab */
  async function allInTab(tabId: number): Promise<WidgetLoad[]> {
    return (await all()).filter((load) => load.tabId === tabId);
  }

  /** Notes that a widget acts, so that it is not the next to be forgotten. */
  async function acts({ nonce, seenAt }: Widget): Promise<void> {
    // Absolute, because the clock may have been set back.
    if (Math.abs(now() - seenAt) >= JUST_ACTED) await change(nonce, (load) => ({ ...load, seenAt: now() }));
  }

  /** @returns the widget, if the sender is its host's document */
  async function asHost(nonce: string, sender: FrameSender): Promise<Widget | undefined> {
    const load = await read(nonce);
    return load && isTied(load) && isAt(load.host, load, sender) ? load : undefined;
  }

  /** @returns the widget, if the sender is its own document and it has a host */
  async function asWidget(nonce: string, sender: FrameSender): Promise<Widget | undefined> {
    const load = await read(nonce);
    return load && isTied(load) && isAt(load.frame, load, sender) ? load : undefined;
  }

  /** Remembers that the host checks the widget's rights to these features itself. */
  function trust(nonce: string, features: string[]): Promise<Widget | undefined> {
    return change(nonce, (load) => ({ ...load, knows: union(load.knows, features) }));
  }

  /** Remembers which capabilities were hidden from the host. */
  function hide(nonce: string, capabilities: string[]): Promise<Widget | undefined> {
    return change(nonce, (load) => ({ ...load, hidden: union(load.hidden, capabilities) }));
  }

  /**
   * Remembers that the user was asked about these features, which of them they allowed, and as which account. Answers
   * given as another account are forgotten.
   */
  function grant(
    nonce: string,
    { features, allowed, userId }: { features: string[]; allowed: string[]; userId: string },
  ): Promise<Widget | undefined> {
    return change(nonce, (load) => {
      const before = load.grantedAs === userId ? load.granted : {};
      const said = Object.fromEntries(features.map((feature) => [feature, allowed.includes(feature)]));
      return { ...load, granted: { ...before, ...said }, grantedAs: userId };
    });
  }

  /** Remembers what the host approved, and what was hidden from it. */
  function approve(nonce: string, approved: string[], hidden: string[]): Promise<Widget | undefined> {
    return change(nonce, (load) => ({ ...load, approved, hidden: union(load.hidden, hidden) }));
  }

  /** Forgets the widgets of a closed tab. */
  const forgetTab = (tabId: number) => forget((load) => load.tabId === tabId);

  /** Forgets all widgets of a partition. */
  const forgetPartition = (partition: string) => forget((load) => load.partition === partition);

  return {
    here,
    seen,
    all,
    ofClient,
    inTab,
    allInTab,
    acts,
    asHost,
    asWidget,
    trust,
    hide,
    grant,
    approve,
    forgetTab,
    forgetPartition,
  };
}

export type Widgets = ReturnType<typeof createWidgets>;

function union(some: string[], others: string[]): string[] {
  return [...new Set([...some, ...others])];
}

function isAt(place: Place, { tabId }: WidgetLoad, sender: FrameSender): boolean {
  return sender.tabId === tabId && sender.documentId === place.documentId;
}
