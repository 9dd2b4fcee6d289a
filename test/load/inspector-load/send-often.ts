import type { Frame } from "puppeteer-core";
import { evaluate } from "../../environment/browser/evaluate.ts";

/**
 * Makes a widget's page send requests of some 400 characters each at an even rate, even while the page is hidden. Its
 * clock is a worker's, which no browser slows down.
 * @param options.aSecond how many a second
 * @param options.for how long (s)
 * @returns how many it has sent
 */
export function sendOften(
  frame: Frame,
  options: { action: string; aSecond: number; for: number },
): Promise<number> {
  return evaluate(
    frame,
    (action, aSecond, seconds) =>
      new Promise<number>((resolve) => {
        const tick = URL.createObjectURL(new Blob(["setInterval(() => postMessage(0), 10)"]));
        const worker = new Worker(tick);
        const start = performance.now();
        let sent = 0;
        worker.onmessage = () => {
          const due = Math.min(seconds, (performance.now() - start) / 1_000) * aSecond;
          for (; sent < Math.floor(due); sent += 1) {
            const data = {
              type: "com.example.load",
              number: sent,
              text: `${sent} `.repeat(50).slice(0, 200),
            };
            const message = {
              api: "fromWidget",
              widgetId: "heartbeat",
              requestId: `load-${sent}`,
              action,
              data,
            };
            window.parent.postMessage(message, "*");
          }
          if (sent < seconds * aSecond) return;
          worker.terminate();
          URL.revokeObjectURL(tick);
          resolve(sent);
        };
      }),
    options.action,
    options.aSecond,
    options.for,
  );
}
