import type { Frame, Page } from "puppeteer-core";
import type { WidgetParameters } from "../../pages/client/options.ts";
import type { Phase } from "../../pages/heartbeat-widget/state.ts";
import { evaluate } from "../browser/evaluate.ts";
import type { Stage } from "../stage.ts";
import { until } from "../until.ts";

/** The `response` in the answer to a delayed action. */
export interface ActionResponse {
  delay_id?: string;
  room_id?: string;
  event_id?: string;
  error?: { message: string };
}

/** A heartbeat widget that a test has put into a client's page. */
export interface PlacedWidget {
  /** The client's number for it. */
  number: number;
  id: string;
  /** The widget's current frame, while it shows the page that it was opened with. */
  frame(): Frame;
  /** Waits until the heartbeat exists. */
  untilPhase(phase: Phase): Promise<void>;
  /** Makes the widget post a raw request. @returns the answer's `response` @throws Error without an answer in time */
  ask(request: object, withinMs?: number): Promise<ActionResponse>;
}

let count = 0;

/**
 * Puts one more widget into a client's page, identified by a mark in its URL.
 * @param client the client's page, or its frame if it is not the top window
 * @param options.query for the widget's URL; everything else overrides the client's own options
 */
export async function placeWidget(
  client: Page | Frame,
  stage: Pick<Stage, "widgetOrigin">,
  { query = "", ...overrides }: WidgetParameters & { query?: string } = {},
): Promise<PlacedWidget> {
  const mark = `mark=${++count}`;
  const page = overrides.widget ?? `${stage.widgetOrigin}/widget/widget.html`;
  const id = overrides.widgetId ?? `widget-${count}`;
  const options = { ...overrides, widgetId: id, widget: `${page}?${mark}&${query}` };
  const number = await evaluate(client, (given) => window.testClient.addWidget(given), options);
  const frame = () => frameWith(client, new RegExp(`[?&]${mark}(&|$)`));
  await until(`widget ${id} has loaded`, () => evaluate(frame(), () => window.heartbeat !== undefined));
  return {
    number,
    id,
    frame,
    untilPhase: (phase) =>
      until(`widget ${id} is ${phase}`, async () => {
        const state = await evaluate(frame(), () => {
          const { phase: now, errors } = window.heartbeat;
          return { now, errors };
        });
        if (state.now === phase) return true;
        throw new Error(JSON.stringify(state));
      }),
    ask: (request, withinMs = 10_000) => askFrom(frame(), request, withinMs),
  };
}

/** @returns the frame whose URL matches, below or beside a client's @throws Error if there is none, or several */
export function frameWith(client: Page | Frame, url: RegExp): Frame {
  const page = "frames" in client ? client : client.page();
  const [found, ...more] = page.frames().filter((frame) => url.test(frame.url()));
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} frames with ${url}`);
  return found;
}

/** @returns the time between the host's request for capabilities and its decision, by the widget page's clock (ms) */
export function handshakeTime(frame: Frame): Promise<number> {
  return evaluate(frame, () => {
    const at = (action: string) =>
      window.heartbeat.received.find(({ data }) => (data as { action?: string }).action === action)?.at ?? 0;
    return at("notify_capabilities") - at("capabilities");
  });
}

/** Makes a heartbeat widget's page post a request. @returns the answer's `response` */
export async function askFrom(frame: Frame, request: object, withinMs: number): Promise<ActionResponse> {
  const reply = await evaluate(
    frame,
    (...asked: [object, number]) => window.heartbeat.request(...asked),
    request,
    withinMs,
  );
  return (reply as { response: ActionResponse }).response;
}
