import type { FrameDocument, Tab } from "./places.ts";
import type { FrameSource } from "./source.ts";

/** Holds the documents of the tabs, for as long as they are loaded. */
export function createTabs() {
  const tabs = new Map<number, Tab>();

  function tabOf(tabId: number): Tab {
    const known = tabs.get(tabId);
    if (known) return known;
    const tab: Tab = { documents: new Map(), frames: new Map(), probes: new Map(), waiting: new Set() };
    tabs.set(tabId, tab);
    return tab;
  }

  function documentOf(source: FrameSource): FrameDocument {
    const { documents } = tabOf(source.tabId);
    const known = documents.get(source.documentId);
    if (known) return known;
    const document: FrameDocument = { source, next: 0, fellOut: 0, windows: new Map(), waiting: [] };
    documents.set(source.documentId, document);
    return document;
  }

  /** Forgets a document, but not its messages. @returns the document; nothing if it has reported nothing */
  function remove({ tabId, documentId }: FrameSource, at: number): FrameDocument | undefined {
    const { documents, frames, probes } = tabOf(tabId);
    const document = documents.get(documentId);
    documents.delete(documentId);
    if (document) document.goneAt = at;
    for (const [frameId, { host }] of frames) if (host === document) frames.delete(frameId);
    for (const [probe, { window, widget }] of probes)
      if (document && (window?.host === document || widget === document)) probes.delete(probe);
    return document;
  }

  /** @returns the widgets' documents that wait for their hosts */
  const waiting = () => [...tabs.values()].flatMap((tab) => [...tab.waiting]);

  return { tabOf, documentOf, remove, waiting };
}
