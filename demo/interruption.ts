import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A request to end: Ctrl-C, a closed terminal, or a CI that gives up. */
export interface Interruption {
  signal: AbortSignal;
  /** Resolves with the exit status for that request. */
  status: Promise<number>;
}

/** How long one request may keep arriving (ms): the terminal, npm and our own parent each pass it on. */
const SAME_WISH_MS = 1_000;

/**
 * Watches for requests to end. A second request means that the user does not want to wait: this process then exits, and the
 * browser and the homeserver, which watch it, end with it.
 */
export function watchInterruption(): Interruption {
  const controller = new AbortController();
  let asked = 0;
  const status = new Promise<number>((resolve) => {
    for (const name of SIGNALS) {
      process.on(name, () => {
        const due = 128 + constants.signals[name];
        if (controller.signal.aborted && Date.now() - asked > SAME_WISH_MS) process.exit(due);
        if (controller.signal.aborted) return;
        asked = Date.now();
        controller.abort();
        resolve(due);
      });
    }
  });
  return { signal: controller.signal, status };
}
