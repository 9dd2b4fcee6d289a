import type { Captured, FrameSource } from "../log/source.ts";
import { readBatch } from "./read-batch.ts";

/** What was told and is not in the log. */
export interface Counts {
  /** Entries that could not be read, or had been told before. */
  dropped: number;
  /** Entries that fell out of frames' memories before the inspector was there. */
  fellOut: number;
  /** Entries that did not arrive although the inspector was there. */
  missed: number;
}

/** A port of a document. */
export interface DocumentPort {
  source: FrameSource;
  watch(batch: (message: unknown) => void, gone: () => void): void;
  send(request: object): void;
}

/**
 * The documents that tell what they see. A document numbers what it tells, so it is known what is missing. It may open
 * another port, for an inspector that came later, and goes on there.
 * @param now epoch milliseconds
 */
export function createDocuments(add: (captured: Captured[]) => void, now: () => number) {
  const ports = new Map<string, DocumentPort>();
  /** By document, the number of the entry that comes next; also of one that is gone, which may come back from *back*. */
  const next = new Map<string, number>();
  const counts: Counts = { dropped: 0, fellOut: 0, missed: 0 };

  /** Watches a document by its newest port. */
  function open(port: DocumentPort): void {
    const { source } = port;
    const { documentId } = source;
    ports.set(documentId, port);
    port.watch(
      (message) => hear(source, message),
      () => {
        if (ports.get(documentId) !== port) return;
        ports.delete(documentId);
        add([{ is: "gone", source, at: now() }]);
      },
    );
  }

  function hear(source: FrameSource, message: unknown): void {
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
    counts.dropped += batch.dropped + batch.entries.length - fresh.length;
    if (fresh.length > 0) add(fresh.map((each) => ({ is: "entry", source, ...each })));
  }

  return {
    open,
    /** Has a document send a request in its widget's name. @returns whether it is still there */
    send(documentId: string, request: object): boolean {
      ports.get(documentId)?.send(request);
      return ports.has(documentId);
    },
    counts: (): Counts => ({ ...counts }),
  };
}
