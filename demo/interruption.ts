import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A request to end: Ctrl-C, a closed terminal, or a CI's timeout. */
export interface Interruption {
  signal: AbortSignal;
  /** Resolves with the exit status for that request. */
  status: Promise<number>;
}

/** How long the same request may arrive again (ms): the terminal, npm and our parent process each pass it on. */
const SAME_REQUEST_MS = 1_000;

/**
 * Watches for requests to end. A second request means that the user does not want to wait: then this process exits at
 * once, and the browser and the homeserver, which watch it, end as well.
 */
export function watchInterruption(): Interruption {
  const controller = new AbortController();
  let asked = 0;
  const status = new Promise<number>((resolve) => {
    for (const name of SIGNALS) {
      process.on(name, () => {
        const due = 128 + constants.signals[name];
        if (controller.signal.aborted && Date.now() - asked > SAME_REQUEST_MS) process.exit(due);
        if (controller.signal.aborted) return;
        asked = Date.now();
        controller.abort();
        resolve(due);
      });
    }
  });
  return { signal: controller.signal, status };
}
