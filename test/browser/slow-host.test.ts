import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { type PlacedWidget, placeWidget } from "../environment/identity/widgets.ts";
import { EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { type DelayRequest, inWords, withoutDuplicateChecks } from "./conformance/delay-requests.ts";
import { STARTS_AT_ONCE } from "./conformance/life.ts";
import { type Cell, type Scene, setScene } from "./conformance/scene.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
/** Longer than a host may take at a widget's first load, which is 3 s (ms). */
const LATE = 5_000;
/** Longer than that, and well within the time that it may take at the next load, which is 6 s (ms). */
const LESS_LATE = 4_000;

/** Makes the page block for a while at the first probe. */
function hangs(page: Page): Promise<void> {
  return evaluate(
    page,
    (ms: number) => {
      const hang = ({ data }: MessageEvent) => {
        if (!String(data?.requestId).startsWith("postdate-probe-")) return;
        window.removeEventListener("message", hang, true);
        const end = Date.now() + ms;
        while (Date.now() < end);
      };
      window.addEventListener("message", hang, true);
    },
    LATE,
  );
}

/** Makes the page delay each probe, the first one longest, and handle everything else promptly. */
function takesItsTime(page: Page): Promise<void> {
  return evaluate(
    page,
    (first: number, next: number) => {
      let ms = first;
      const keep = (event: MessageEvent) => {
        const { data, origin, isTrusted } = event;
        if (!isTrusted || !String(data?.requestId).startsWith("postdate-probe-")) return;
        event.stopImmediatePropagation();
        setTimeout(() => {
          // Without `source`: Firefox accepts no window of another process there, and no host reads it.
          window.dispatchEvent(new MessageEvent("message", { data, origin }));
          document.body.dataset.answered = String(Number(document.body.dataset.answered ?? 0) + 1);
        }, ms);
        ms = next;
      };
      window.addEventListener("message", keep, true);
    },
    LATE,
    LESS_LATE,
  );
}

describe(`a host that is slow to answer the probe, in ${browserName}`, function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    scene = await setScene(browserName, EXTENSION.test);
  });
  afterEach(async () => {
    await scene.leave();
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });
  after(() => scene?.close());

  /** A client whose page is slow in this way, with a widget that schedules immediately, on a thread of its own. */
  async function open(host: string, driver: string, isSlow: (page: Page) => Promise<void>) {
    const cell = await scene.open({ host, driver, widgetQuery: "will=0" });
    await isSlow(cell.page);
    const page = scene.stage.widgetOrigin.replace("localhost", "127.0.0.1");
    const widget = `${page}/widget/widget.html`;
    const placed = await placeWidget(cell.page, scene.stage, { widget, query: STARTS_AT_ONCE });
    return { cell, widget: placed };
  }

  const beats = (widget: PlacedWidget) => widget.untilPhase("beating");
  /** The calls to the host's driver: how many delayed capabilities to approve, and which delayed requests to make. */
  const asked = (cell: Cell, { id }: PlacedWidget) =>
    evaluate(
      cell.page,
      (widgetId: string) => {
        const calls = window.testClient.driverCalls.filter((call) => call.widgetId === widgetId);
        const capabilities = calls
          .filter(({ method }) => method === "validateCapabilities")
          .flatMap(({ args }) => args[0] as string[]);
        return {
          capabilities: capabilities.filter((capability) => /delayed/.test(capability)).length,
          requests: calls.map(({ method }) => method).filter((method) => /delayed/i.test(method)),
        };
      },
      id,
    );

  const done = (requests: DelayRequest[]) => inWords(withoutDuplicateChecks(requests));

  /** Checks that the widget has heard each answer once, and nothing of the probe. */
  async function heardOnce({ frame }: PlacedWidget): Promise<void> {
    const heard = await evaluate(frame(), () =>
      window.heartbeat.received.map(({ data }) => data as { requestId: string; response?: object }),
    );
    const answers = heard.filter(({ response }) => response).map(({ requestId }) => requestId);
    assert.deepEqual(answers, [...new Set(answers)]);
    assert.ok(heard.every(({ requestId }) => !/postdate/.test(requestId)));
  }

  async function restart(widget: PlacedWidget): Promise<void> {
    const delay_id = await evaluate(widget.frame(), () => window.heartbeat.delayId);
    const answer = await widget.ask({ action: UPDATE, data: { delay_id, action: "restart" } });
    assert.deepEqual(answer, {});
  }

  it("has time to answer while its page hangs, and then makes its own requests", async () => {
    const { cell, widget } = await open("1.19.0", "native", hangs);
    await beats(widget);
    await restart(widget);
    assert.equal(done(cell.delayRequests()), "schedule by host (200), restart by host (200)");
    assert.equal((await asked(cell, widget)).capabilities, 2);
    await heardOnce(widget);
  });

  it("counts as unable until the widget reloads, even if it is able, and has more time at that load", async () => {
    const { cell, widget } = await open("1.19.0", "native", takesItsTime);
    await beats(widget);
    const answered = (times: number) =>
      until(`the host has answered ${times} times`, () =>
        evaluate(cell.page, (wanted: string) => document.body.dataset.answered === wanted, String(times)),
      );
    await answered(1);
    await restart(widget);
    assert.equal(done(cell.delayRequests()), "schedule by extension (200), restart by extension (200)");
    assert.equal((await cell.pending()).length, 1);
    assert.deepEqual(await asked(cell, widget), { capabilities: 0, requests: [] });
    await heardOnce(widget);

    // Without the checks for duplicates, since the last event's check may come later.
    const requests = () => withoutDuplicateChecks(cell.delayRequests());
    const before = requests().length;
    await evaluate(widget.frame(), () => {
      window.heartbeat = undefined as never;
    });
    await evaluate(cell.page, (number: number) => window.testClient.reloadWidget(number), widget.number);
    await until("the widget has loaded again", () =>
      evaluate(widget.frame(), () => window.heartbeat !== undefined),
    );
    await beats(widget);
    await restart(widget);
    assert.equal(inWords(requests().slice(before)), "schedule by host (200), restart by host (200)");
    assert.deepEqual(await asked(cell, widget), {
      capabilities: 2,
      requests: ["sendDelayedEvent", "restartScheduledDelayedEvent"],
    });
    await heardOnce(widget);
  });

  it("gets no delayed event before or after its answer if it lacks the feature", async () => {
    const { cell, widget } = await open("1.6.0", "send-event-only", takesItsTime);
    await beats(widget);
    await until("the host has answered", () =>
      evaluate(cell.page, () => document.body.dataset.answered === "1"),
    );
    await restart(widget);
    assert.equal(done(cell.delayRequests()), "schedule by extension (200), restart by extension (200)");
    assert.equal((await cell.pending()).length, 1);
    const sent = await cell.client(({ driverCalls }) =>
      driverCalls.filter(({ method }) => method === "sendEvent").map(({ args }) => args[1] as object),
    );
    assert.ok(sent.every((content) => (content as { status?: string }).status !== "gone"));
  });
});
