import type { TestBrowser } from "../test/environment/browser/browsers.ts";
import type { RoomEvent } from "../test/environment/homeserver/room-events.ts";
import { type OpenClient, openClient, type Stage } from "../test/environment/stage.ts";
import { DELAY_MS, HEARTBEAT, INTERVAL_MS } from "./demo.ts";
import { soon } from "./expectation.ts";

/** A client whose library does not know delayed events, and sends them at once. */
const HOST = { host: "1.6.0", driver: "send-event-only" };

/** The widget's default id, which is also its state key. */
export const WIDGET_ID = "heartbeat";

/** Opens the client as Alice with the heartbeat widget. */
export function openHeartbeat(
  browser: TestBrowser,
  stage: Stage,
  options: Record<string, string> = {},
): Promise<OpenClient> {
  const widgetQuery = `delay=${DELAY_MS}&interval=${INTERVAL_MS}`;
  return openClient(browser, stage, { ...HOST, widgetId: WIDGET_ID, widgetQuery, ...options });
}

/** Presses one of the widget's buttons as soon as possible. */
export async function press(
  { page, widget }: OpenClient,
  button: "start" | "stop" | "send" | "cancel",
): Promise<void> {
  await page.bringToFront();
  const found = await widget().waitForSelector(`#${button}:not([disabled])`);
  await found?.click();
}

/** Waits until the widget is in a phase. @returns its state then */
export function untilPhase({ heartbeat }: OpenClient, phase: string, withinMs?: number) {
  return soon(
    `the widget is in its phase "${phase}"`,
    () => heartbeat(({ phase, delayId, errors, restarts }) => ({ phase, delayId, errors, restarts })),
    (seen) => seen.phase === phase,
    withinMs,
  );
}

/** Waits until this many of the widget's restarts have been answered since its page loaded. @returns all of them */
export function untilRestarts({ heartbeat }: OpenClient, count: number) {
  return soon(
    `the widget's restart number ${count} is answered`,
    () => heartbeat(({ restarts }) => restarts),
    (restarts) => restarts.length >= count,
  );
}

/** @returns a function that says whether an event announces the widget as alive, or as gone: its last will */
export function says(status: "alive" | "gone"): (event: RoomEvent) => boolean {
  return ({ type, content }) => type === HEARTBEAT && content.status === status;
}
