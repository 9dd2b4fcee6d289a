import assert from "node:assert/strict";
import type { Frame } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { frameWith, handshakeTime } from "../environment/identity/widgets.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const TYPE = "com.example.heartbeat.member";
/**
 * How long a handshake through all frames and scripts may take (ms). A script that waits in vain for a frame's first
 * message waits that long.
 */
const SOON = 1_500;

describe(`a client's relay page between a widget and its host, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: { widgetId: "honest" } });
  let relays = 0;

  /** A client embeds a relay, which embeds a widget. @returns the widget's frame, and how long its handshake took */
  async function throughRelay(options: Record<string, string>): Promise<{ widget: Frame; took: number }> {
    const { stage, client } = scene;
    const mark = `relay-${++relays}`;
    const inner = `${stage.widgetOrigin}/widget/widget.html?${mark}`;
    const relay = `${stage.clientOrigin}/hasty/relay.html?${new URLSearchParams({ inner })}`;
    await evaluate(client.page, (given) => window.testClient.addWidget(given), {
      ...options,
      widgetId: mark,
      widget: relay,
    });
    const widget = () => frameWith(client.page, new RegExp(`/widget[.]html[?].*${mark}`));
    await until("the widget knows what is approved", async () => {
      const phase = await evaluate(widget(), () => window.heartbeat?.phase).catch(() => undefined);
      return phase === "ready";
    });
    return { widget: widget(), took: await handshakeTime(widget()) };
  }

  async function schedule(widget: Frame, stateKey: string): Promise<string> {
    const data = { type: TYPE, state_key: stateKey, content: { status: "gone" }, delay: 60_000 };
    const reply = (await evaluate(widget, (asked) => window.heartbeat.request(asked, 10_000), {
      action: "send_event",
      data,
    })) as { response: { delay_id?: string } };
    assert.ok(reply.response.delay_id, JSON.stringify(reply.response));
    await scene.stage.aliceElsewhere.cancel(reply.response.delay_id ?? "");
    return reply.response.delay_id ?? "";
  }

  it("does not keep a native host from scheduling, or delay the handshake", async () => {
    const { widget, took } = await throughRelay({ host: "1.19.0", driver: "native" });
    assert.ok(took < SOON, `${took} ms`);
    await schedule(widget, `relay-${relays}`);
    const calls = await scene.client.client(({ driverCalls }) => driverCalls.map(({ method }) => method));
    assert.ok(calls.includes("sendDelayedEvent"), calls.join());
  });

  it("does not keep Postdate from scheduling for an old host, which never hears of the event", async () => {
    const { widget, took } = await throughRelay({ host: "1.6.0" });
    assert.ok(took < SOON, `${took} ms`);
    await schedule(widget, `relay-${relays}`);
    const sent = await scene.client.client(({ driverCalls }) =>
      driverCalls.filter(({ method, args }) => method === "sendEvent" && /gone/.test(JSON.stringify(args))),
    );
    assert.deepEqual(sent, []);
  });
});
