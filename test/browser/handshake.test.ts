import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { median } from "../environment/call/answer-times.ts";
import { placeWidget } from "../environment/identity/widgets.ts";
import { EXTENSION, type OpenClient, openBrowser, openClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const ROUNDS = 20;
/** How much Postdate may add to the handshake with an old host (ms); more would be noticeable. */
const MORE = 50;
/** How long a host waits for the capabilities before it gives up on the widget (ms). */
const HOST_WAITS = 10_000;

describe(`a widget's handshake with an old host, in ${browserName}`, function () {
  this.timeout(90_000);
  const scene = useStage({ browser: false });
  let browser: TestBrowser | undefined;
  let client: OpenClient;

  afterEach(async () => {
    await browser?.close();
    browser = undefined;
  });

  async function open(extension?: string): Promise<void> {
    browser = await openBrowser(browserName, extension === undefined ? {} : { extension });
    client = await openClient(browser, scene.stage, { widgetId: "first" });
  }

  /** How long it takes, as the widget sees it, from the host's request for capabilities to its decision (ms). */
  async function handshake(widgetId: string): Promise<number> {
    const widget = await placeWidget(client.page, scene.stage, { widgetId });
    await widget.untilPhase("ready");
    const took = await evaluate(widget.frame(), () => {
      const at = (action: string) =>
        window.heartbeat.received.find(({ data }) => (data as { action?: string }).action === action)?.at ??
        0;
      return at("notify_capabilities") - at("capabilities");
    });
    await evaluate(client.page, (number: number) => window.testClient.removeWidget(number), widget.number);
    return took;
  }

  async function handshakes(): Promise<number> {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await handshake(`round-${round}`));
    return median(times);
  }

  it(`takes less than ${MORE} ms longer with Postdate`, async () => {
    await open();
    const without = await handshakes();
    await browser?.close();
    await open(EXTENSION.test);
    const within = await handshakes();
    console.log(`      without Postdate ${without} ms, with it ${within} ms (medians of ${ROUNDS})`);
    assert.ok(within - without < MORE, `${within - without} ms`);
  });

  it("ends once, and in time, for a widget that hangs while its capabilities are held back", async () => {
    await open(EXTENSION.test);
    // On another site, hence in another process, so the host's page does not hang with it.
    const widget = `${scene.stage.widgetOrigin.replace("localhost", "127.0.0.1")}/hasty/hangs.html`;
    const begun = Date.now();
    await evaluate(client.page, (given) => window.testClient.addWidget(given), { widgetId: "hangs", widget });
    const heard = () =>
      client.client(({ hostMessages }) =>
        hostMessages
          .map(({ data }) => data as { widgetId?: string; action?: string; response?: unknown })
          .filter(({ widgetId, action }) => widgetId === "hangs" && action === "capabilities")
          .map(({ response }) => response),
      );
    const wanted = [{ capabilities: ["org.matrix.msc2762.timeline:*"] }];
    await until("the host has heard of them", async () => (await heard()).length > 0);
    assert.ok(Date.now() - begun < HOST_WAITS);
    assert.deepEqual(await heard(), wanted);
    const approved = () => client.client(({ capabilities }) => capabilities.approved);
    assert.ok((await approved()).includes("org.matrix.msc2762.timeline:*"));
    // The widget is responsive again and posts its answer; the host has one already.
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + 7_000 - Date.now())));
    assert.deepEqual(await heard(), wanted);
    const errors = await client.client(({ widgetErrors }) =>
      widgetErrors.filter(({ widgetId }) => widgetId === "hangs"),
    );
    assert.deepEqual(errors, []);
  });
});
