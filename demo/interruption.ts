import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Being asked to end: Ctrl-C, a terminal that is closed, a CI that gives up. */
export interface Interruption {
  signal: AbortSignal;
  /** Resolves with the exit status that is due to who asked. */
  status: Promise<number>;
}

/** Milliseconds in which one wish to end may arrive several times: the terminal, npm and our own parent each pass it on. */
const SAME_WISH_MS = 1_000;

/**
 * Watches for being asked to end. Who asks once more does not want to wait: this process then ends at once, and the
 * browser and the homeserver, which watch it, with it.
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
