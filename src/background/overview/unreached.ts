import * as v from "valibot";
import type { FrameSender } from "../../messaging/sender.ts";
import { oneAtATime, type Store } from "../store.ts";

/** How many widgets are remembered for a tab. */
const MOST = 20;

const Stored = v.fallback(
  v.array(v.object({ frameId: v.number(), documentId: v.string(), widget: v.string() })),
  [],
);

/**
 * The widgets that wanted a feature and have no script in their frame, since their site is not granted: by tab, for as
 * long as their host's page is loaded. A widget is identified by the origin that its host's page reports.
 */
export function createUnreached(inMemory: Store) {
  const inOrder = oneAtATime();

  /** A host's page reports that one of its widgets has no script to probe through. */
  function note({ tabId, frameId, documentId }: FrameSender, widget: string): Promise<void> {
    return inOrder(async () => {
      const others = (await read(tabId)).filter(
        (each) => each.documentId !== documentId || each.widget !== widget,
      );
      await inMemory.set(keyOf(tabId), [{ frameId, documentId, widget }, ...others].slice(0, MOST));
    });
  }

  /**
   * A page has sent a message, so the previous page in its frame is gone. @param seen a widget that has a script now
   */
  function heard({ tabId, frameId, documentId }: FrameSender, seen?: string): Promise<void> {
    return inOrder(async () => {
      const all = await read(tabId);
      const left = all.filter((each) =>
        each.documentId === documentId ? each.widget !== seen : each.frameId !== frameId && frameId !== 0,
      );
      if (left.length < all.length) await inMemory.set(keyOf(tabId), left);
    });
  }

  /** Says whether there are any in a tab. */
  async function isIn(tabId: number): Promise<boolean> {
    return (await read(tabId)).length > 0;
  }

  async function read(tabId: number) {
    return v.parse(Stored, await inMemory.get(keyOf(tabId)));
  }

  /** A tab was closed. */
  function forgetTab(tabId: number): Promise<void> {
    return inOrder(() => inMemory.remove(keyOf(tabId)));
  }

  return { note, heard, isIn, forgetTab };
}

export type Unreached = ReturnType<typeof createUnreached>;

function keyOf(tabId: number): string {
  return `unreached ${tabId}`;
}
