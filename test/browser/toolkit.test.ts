import assert from "node:assert/strict";
import type { Frame } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import type { Mark } from "../environment/homeserver/room-events.ts";
import { frameWith } from "../environment/identity/widgets.ts";
import { answerConsent } from "../environment/popup/consent-window.ts";
import { EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import type { ToolkitPhase } from "../pages/toolkit-widget/handle.ts";
import { delayRequestsAmong, inWords } from "./conformance/delay-requests.ts";
import { LONG } from "./conformance/life.ts";
import { type Scene, setScene } from "./conformance/scene.ts";

describe(`a widget on @matrix-widget-toolkit/api, in ${browserName}`, function () {
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

  let count = 0;
  /** Opens a client with such a widget, whose id is the state key of its event. */
  async function open(host: string, driver: string): Promise<Frame> {
    const { page } = await scene.open({ host, driver, widgetQuery: "will=0" });
    const widget = `${scene.stage.widgetOrigin}/toolkit/toolkit.html`;
    const options = { widgetId: `toolkit-${++count}`, widget };
    await evaluate(page, (given) => window.testClient.addWidget(given), options);
    let frame: Frame | undefined;
    await until("the widget has loaded", async () => {
      frame = frameWith(page, /toolkit[.]html/);
      return evaluate(frame, () => window.toolkit !== undefined);
    });
    return frame as Frame;
  }

  const isPhase = (frame: Frame, phase: ToolkitPhase) =>
    until(`it is ${phase}`, () =>
      evaluate(frame, (wanted: ToolkitPhase) => window.toolkit.phase === wanted, phase),
    );
  const schedule = (
    frame: Frame,
    kind: "state" | "message",
    how: "schedule" | "scheduleAnyway" = "schedule",
  ) =>
    evaluate(
      frame,
      (by: typeof how, ...asked: [typeof kind, number]) => window.toolkit[by](...asked),
      how,
      kind,
      LONG,
    );
  const update = (
    frame: Frame,
    delayId: string,
    action: "restart" | "cancel" | "send",
    how: "update" | "updateAnyway" = "update",
  ) =>
    evaluate(
      frame,
      (by: typeof how, ...asked: [string, typeof action]) => window.toolkit[by](...asked),
      how,
      delayId,
      action,
    );

  const isGone = ({ content }: { content: Record<string, unknown> }) => content.status === "gone";
  const nothingIn = (since: Mark) => scene.stage.bob.expectNone(scene.stage.room, isGone, 0, since);

  for (const [host, driver, actor] of [
    ["1.6.0", "send-event-only", "extension"],
    ["1.19.0", "native", "host"],
  ] as const)
    for (const kind of ["state", "message"] as const)
      it(`schedules, restarts, cancels and sends ${kind} events through the ${actor} in a ${host} host`, async () => {
        const since = await scene.stage.bob.mark();
        const before = scene.proxy.requests.length;
        const { aliceElsewhere, bob, room } = scene.stage;
        const frame = await open(host, driver);
        await isPhase(frame, "ready");

        const first = await schedule(frame, kind);
        const [pending, ...more] = await aliceElsewhere.delayedEvents();
        assert.deepEqual([pending?.delay_id, more], [first, []]);
        await update(frame, first, "restart");
        const [restarted] = await aliceElsewhere.delayedEvents();
        assert.ok((restarted?.running_since ?? 0) > (pending?.running_since ?? 0));
        await update(frame, first, "cancel");
        assert.deepEqual(await aliceElsewhere.delayedEvents(), []);
        await nothingIn(since);

        await update(frame, await schedule(frame, kind), "send");
        const event = await bob.waitForEvent(room, isGone, 15_000, since);
        assert.equal(event.state_key, kind === "state" ? `toolkit-${count}` : undefined);
        assert.deepEqual(await aliceElsewhere.delayedEvents(), []);
        const all = ["schedule", "restart", "cancel", "schedule", "send"];
        // The extension looks for duplicates a second after the first event; on a busy machine, right before the
        // second.
        const asked = delayRequestsAmong(scene.proxy.requests.slice(before));
        const requests = inWords(asked.filter(({ what }) => what !== "list"));
        assert.equal(requests, all.map((what) => `${what} by ${actor} (200)`).join(", "));
      });

  it("does none of this when the user denies it, and the homeserver gets no request", async () => {
    await scene.browser.evaluateInBackground(async () => {
      const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
      await storage.local.set({ "ask for consent": true });
    });
    const since = await scene.stage.bob.mark();
    const before = scene.proxy.requests.length;
    const frame = await open("1.6.0", "send-event-only");
    await answerConsent(scene.browser, "no");
    await isPhase(frame, "refused");
    await assert.rejects(schedule(frame, "state"), /Not all was approved/);
    // Postdate refuses a widget that ignores the denial.
    for (const kind of ["state", "message"] as const)
      await assert.rejects(schedule(frame, kind, "scheduleAnyway"), /Missing capability for .*delayed_event/);
    await assert.rejects(update(frame, "invented", "restart", "updateAnyway"), /Missing capability/);
    await nothingIn(since);
    assert.deepEqual(delayRequestsAmong(scene.proxy.requests.slice(before)), []);
  });
});

interface Chrome {
  storage: { local: { set(items: object): Promise<void> } };
}
