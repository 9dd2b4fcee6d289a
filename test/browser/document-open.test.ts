import assert from "node:assert/strict";
import type { Frame, Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { embed } from "../environment/identity/frames.ts";
import { placeWidget } from "../environment/identity/widgets.ts";
import { clientUrl } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const TYPE = "com.example.heartbeat.member";
/** How a loader rewrites its page (test/pages/loader). */
const WAYS = {
  "by document.open()": "open",
  "by document.open(), twice": "twice",
  "by document.write() alone": "write",
  "by another frame's document.open()": "realm",
};

declare global {
  interface Window {
    /** The messages to a rewritten page, including those before its own scripts ran. */
    heardFirst: unknown[];
  }
}

describe(`a page that rewrites itself after it has loaded, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();
  let widgets = 0;

  const loading = (url: string, how: string, page: string) =>
    url.replace(`/${page}`, `/loader.html?${new URLSearchParams({ load: page, how })}`);
  const clientAddress = (how: string) =>
    loading(clientUrl(scene.stage, { widgetId: "first" }), how, "client.html");

  async function untilClient(client: Page | Frame): Promise<void> {
    await until("the written client has loaded", () =>
      evaluate(client, () => window.testClient !== undefined && window.heardFirst !== undefined),
    );
    await evaluate(client, () => window.testClient.ready);
  }

  /** Checks that a widget in a client schedules its last will, and that the client's page never hears of it. */
  async function expectKept(client: Page | Frame, query = ""): Promise<void> {
    const widgetId = `widget-${++widgets}`;
    const widget = await placeWidget(client, scene.stage, { widgetId, query });
    await widget.untilPhase("ready");
    const data = { type: TYPE, state_key: widgetId, content: { status: "gone" }, delay: 60_000 };
    const { delay_id, error } = await widget.ask({ action: "send_event", data });
    assert.ok(delay_id, JSON.stringify(error));
    assert.equal((await widget.ask(update(delay_id))).error, undefined);
    await scene.stage.aliceElsewhere.cancel(delay_id);
    const heard = await evaluate(client, () =>
      JSON.stringify([window.heardFirst ?? [], window.testClient.hostMessages.map((each) => each.data)]),
    );
    assert.doesNotMatch(heard, /"delay":60000|delay_id|send\.delayed_event|postdate":/);
    const sent = await evaluate(client, () =>
      window.testClient.driverCalls.filter(({ method }) => method === "sendEvent").map(({ args }) => args),
    );
    assert.doesNotMatch(JSON.stringify(sent), /gone/);
  }
  const update = (delay_id: string) => ({
    action: "org.matrix.msc4157.update_delayed_event",
    data: { delay_id, action: "restart" },
  });

  for (const [words, how] of Object.entries(WAYS))
    it(`never hears, as a client, of a delayed event that Postdate schedules: ${words}`, async () => {
      const page = await scene.browser.newPage(clientAddress(how));
      await untilClient(page);
      await expectKept(page);
      await page.close();
    });

  it("never hears of such an event as a client in another page's frame either", async () => {
    const outer = await scene.browser.newPage(`${scene.stage.widgetOrigin}/client/icon.svg`);
    const client = await embed(outer.mainFrame(), clientAddress("open"));
    await untilClient(client);
    await expectKept(client);
    await outer.close();
  });

  for (const [words, how] of Object.entries(WAYS))
    it(`completes its handshake in time, as a widget, and has its events scheduled: ${words}`, async () => {
      const { stage } = scene;
      const client = await scene.openClient({ widgetId: "other" });
      const page = `${stage.widgetOrigin}/widget/loader.html`;
      const widgetId = `widget-${++widgets}`;
      const asked = { widgetId, widget: page, query: `${new URLSearchParams({ load: "widget.html", how })}` };
      const widget = await placeWidget(client.page, stage, asked);
      await widget.untilPhase("ready");
      const data = { type: TYPE, state_key: widgetId, content: { status: "gone" }, delay: 60_000 };
      const { delay_id, error } = await widget.ask({ action: "send_event", data });
      assert.ok(delay_id, JSON.stringify(error));
      await stage.aliceElsewhere.cancel(delay_id);
      const heard = await evaluate(widget.frame(), () => JSON.stringify(window.heardFirst));
      assert.doesNotMatch(heard, /"postdate":/);
      await client.page.close();
    });
});
