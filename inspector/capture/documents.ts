import type { Captured, FrameSource } from "../log/source.ts";
import { readBatch } from "./read-batch.ts";

/** The entries that are not in the log. */
export interface Counts {
  /** Entries that were invalid, or repeated on the same port. */
  dropped: number;
  /** Entries that fell out of frames' memories before the inspector was open. */
  fellOut: number;
  /** Entries that did not arrive although the inspector was open. */
  missed: number;
}

/**
 * How many unloaded documents are remembered, with the number of their next entry. A page can load any number of
 * frames.
 */
export const GONE = 1_000;

/** A port of a document. */
export interface DocumentPort {
  source: FrameSource;
  watch(batch: (message: unknown) => void, gone: () => void): void;
  send(request: object): void;
}

/**
 * The documents that report messages. A document numbers its entries, so gaps show. It may open another port, for an
 * inspector that opens later, and continues there.
 * @param parts.now epoch milliseconds
 * @param parts.closed called when a document's port is closed. In Firefox one closing inspector closes the port for all
 *   (measured, 153), and no browser gives the reason, so the document may have to be asked to report again. Resolves once
 *   a document that still exists has had time to open another port
 */
export function createDocuments(
  add: (captured: Captured[]) => void,
  { now, closed }: { now: () => number; closed: (source: FrameSource) => Promise<void> },
) {
  const ports = new Map<string, DocumentPort>();
  /** By document, the number of its next entry; also for an unloaded document, which *back* may show again. */
  const next = new Map<string, number>();
  const counts: Counts = { dropped: 0, fellOut: 0, missed: 0 };

  /** Watches a document by its newest port. */
  function open(port: DocumentPort): void {
    const { source } = port;
    const { documentId } = source;
    ports.set(documentId, port);
    // On another port a document begins with the entries that it remembers, which this page may already have.
    const heard = next.get(documentId) ?? 0;
    port.watch(
      (message) => hear(source, message, heard),
      async () => {
        if (ports.get(documentId) !== port) return;
        const at = now();
        await closed(source);
        if (ports.get(documentId) !== port) return;
        ports.delete(documentId);
        forgetOldest();
        add([{ is: "gone", source, at }]);
      },
    );
  }

  function forgetOldest(): void {
    for (const documentId of next.keys()) {
      if (next.size - ports.size <= GONE) return;
      if (!ports.has(documentId)) next.delete(documentId);
    }
  }

  function hear(source: FrameSource, message: unknown, repeatedBelow: number): void {
    const batch = readBatch(message);
    if (!batch) {
      counts.dropped += 1;
      return;
    }
    const { documentId } = source;
    const awaited = next.get(documentId);
    const gap = batch.from - (awaited ?? 0);
    if (gap > 0) counts[awaited === undefined ? "fellOut" : "missed"] += gap;
    next.set(documentId, Math.max(awaited ?? 0, batch.to));
    const fresh = batch.entries.filter(({ number }) => number >= (awaited ?? 0));
    const repeated = batch.entries.filter(({ number }) => number < repeatedBelow);
    counts.dropped += batch.dropped + batch.entries.length - fresh.length - repeated.length;
    if (fresh.length > 0) add(fresh.map((each) => ({ is: "entry", source, ...each })));
  }

  return {
    open,
    /** Has a document send a request in its widget's name. @returns whether the document still exists */
    send(documentId: string, request: object): boolean {
      ports.get(documentId)?.send(request);
      return ports.has(documentId);
    },
    counts: (): Counts => ({ ...counts }),
  };
}
