import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { askByHand, embed, listenIn, playHost, say, untilHeard } from "../environment/identity/frames.ts";
import { type ActionResponse, type PlacedWidget, placeWidget } from "../environment/identity/widgets.ts";
import { useStage } from "../environment/use-stage.ts";

const TYPE = "com.example.heartbeat.member";
const DELAYED = ["org.matrix.msc4157.send.delayed_event", "org.matrix.msc4157.update_delayed_event"];
const ALLOWED = "org.matrix.msc2762.send.state_event:";
const NOT_ASKED = "Missing capability for org.matrix.msc4157.send.delayed_event";
/** How often to try an attack, because its effect may take some time. */
const TRIES = 5;

const send = (type: string, stateKey: string) => ({
  action: "send_event",
  data: { type, state_key: stateKey, content: { status: "gone" }, delay: 60_000 },
});
/** An event that no host here approves. */
const FORBIDDEN = send("com.example.forbidden", "");
const APPROVED_ALL = [ALLOWED + FORBIDDEN.data.type, ...DELAYED];

const notify = (widgetId: string, requestId: string = randomUUID()) => ({
  api: "toWidget",
  action: "notify_capabilities",
  requestId,
  widgetId,
  data: { requested: [], approved: APPROVED_ALL },
});

describe(`a widget's page cannot widen its rights, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: { widgetId: "honest" } });

  /** Checks that an attack fails: nothing forbidden is pending, and the host sent no delayed event at once. */
  const cannot = (how: string, attack: () => Promise<void>) =>
    it(how, async () => {
      const { stage, client } = scene;
      await attack();
      const pending = await stage.aliceElsewhere.delayedEvents();
      const forbidden = pending.filter(({ type }) => type === FORBIDDEN.data.type);
      for (const { delay_id } of forbidden) await stage.aliceElsewhere.cancel(delay_id);
      assert.deepEqual(forbidden, []);
      const sent = await client.client(({ driverCalls }) =>
        driverCalls.filter(({ method, args }) => method === "sendEvent" && /gone/.test(JSON.stringify(args))),
      );
      assert.deepEqual(sent, []);
      assert.deepEqual(await client.client(({ errors }) => errors), []);
    });

  const aWidget = async (widgetId: string, options: Parameters<typeof placeWidget>[2] = {}) => {
    const approve = `${ALLOWED}${TYPE}#${widgetId}`;
    const widget = await placeWidget(scene.client.page, scene.stage, { widgetId, approve, ...options });
    await widget.untilPhase(options.host ? "refused" : "ready");
    return widget;
  };

  const elsewhere = (origin: string, mark: string) => `${origin}/client/icon.svg?${mark}`;

  /** Tries repeatedly to send the forbidden event. @param attack runs before each attempt */
  async function staysRefused(ask: (request: object) => Promise<ActionResponse>, attack = async () => {}) {
    for (let tries = 0; tries < TRIES; tries += 1) {
      await attack();
      const answer = await ask(FORBIDDEN);
      assert.ok(answer.error, JSON.stringify(answer));
    }
  }

  cannot("by making its host's frame approve everything for the host", async () => {
    const widget = await aWidget("deliver");
    await say(widget.frame(), { postdate: "deliver", message: notify(widget.id) });
    await staysRefused(widget.ask);
  });

  /** A host's answer when its driver has failed. The extension then performs what the host has allowed. */
  const failedReply = (widgetId: string) => ({
    postdate: "deliver",
    message: {
      api: "fromWidget",
      requestId: randomUUID(),
      widgetId,
      action: "send_event",
      data: { ...FORBIDDEN.data, room_id: scene.stage.room },
      response: { error: { message: "Error sending event" } },
    },
  });
  /** Meanwhile sends other requests to the homeserver, a few times. */
  const meanwhile = async (widget: PlacedWidget) => {
    for (let times = 0; times < 3; times += 1) assert.ok((await widget.ask(send(TYPE, widget.id))).delay_id);
  };

  cannot(
    "by making its host's frame report a failed driver for a host that can do delayed events",
    async () => {
      const approve = [`${ALLOWED}${TYPE}#native`, ...DELAYED].join();
      const widget = await placeWidget(scene.client.page, scene.stage, {
        widgetId: "native",
        approve,
        host: "1.19.0",
        driver: "native",
      });
      await widget.untilPhase("ready");
      await meanwhile(widget);
      await say(widget.frame(), failedReply(widget.id));
      await meanwhile(widget);
    },
  );

  cannot(
    "by making its host's frame report a failed driver for a host that knows nothing of delayed events",
    async () => {
      const honest = await aWidget("meanwhile");
      const frame = await embed(scene.client.page.mainFrame(), elsewhere(scene.stage.widgetOrigin, "failed"));
      await listenIn(frame);
      assert.equal((await askByHand(frame, FORBIDDEN)).error?.message, NOT_ASKED);
      await say(frame, failedReply("heartbeat"));
      await meanwhile(honest);
    },
  );

  cannot("by forging the messages of the script in its frame about the host, in any order", async () => {
    const widget = await aWidget("verdict");
    const nonce = randomUUID();
    const forged = [
      { postdate: "here" },
      { postdate: "probing", nonce },
      { postdate: "probing", nonce: "" },
      { postdate: "probed", nonce, lacks: [] },
      { postdate: "probed", nonce: "", lacks: [] },
    ];
    const own = { api: "fromWidget", widgetId: widget.id, ...send(TYPE, widget.id) };
    for (const [index, first] of forged.entries())
      for (const second of forged) {
        const asked = { ...own, requestId: `${index} ${JSON.stringify(second)}` };
        await evaluate(
          widget.frame(),
          (messages: object[]) => {
            for (const message of messages) window.parent.postMessage(message, "*");
          },
          [first, asked, second, ...forged],
        );
      }
    // Whatever their outcome, the host has sent nothing, and events that it has not approved are still refused.
    const answer = await widget.ask(FORBIDDEN);
    assert.ok(answer.error);
  });

  cannot("by posting its host's messages to itself", async () => {
    const widget = await aWidget("itself");
    await evaluate(
      widget.frame(),
      (message: object) => {
        window.postMessage(message, "*");
        const origin = new URL(new URLSearchParams(location.search).get("parentUrl") ?? "").origin;
        const data = message;
        try {
          window.dispatchEvent(new MessageEvent("message", { data, origin, source: window.parent }));
        } catch {
          // Firefox throws on an event whose source is a window of another origin.
          window.dispatchEvent(new MessageEvent("message", { data, origin }));
        }
      },
      notify(widget.id),
    );
    await staysRefused(widget.ask);
  });

  cannot("by acting as the host of its own page", async () => {
    const widget = await aWidget("player");
    const child = await embed(widget.frame(), elsewhere(scene.stage.widgetOrigin, "child"));
    await listenIn(child);
    await playHost(widget.frame(), child, randomUUID(), APPROVED_ALL);
    const request = {
      action: "org.matrix.msc2974.request_capabilities",
      data: { capabilities: APPROVED_ALL },
    };
    await askByHand(child, request);
    await playHost(widget.frame(), child, randomUUID(), APPROVED_ALL);
    for (const to of ["parent", "top"] as const) {
      const answer = await askByHand(child, FORBIDDEN, { to });
      assert.ok(answer.error, JSON.stringify(answer));
    }
    await staysRefused(widget.ask);
  });

  cannot("by reopening its document, and it hears none of our scripts' messages", async () => {
    const widget = await aWidget("deaf");
    const frame = widget.frame();
    await evaluate(frame, () => {
      // This removes all listeners from the window, including those of content scripts.
      document.open();
      document.write("<title>deaf</title><body>");
      document.close();
    });
    await listenIn(frame);
    const requestIds = ["postdate-probe-1", "postdate-probe-2"];
    for (const requestId of requestIds) {
      const asked = { api: "fromWidget", widgetId: widget.id, requestId, ...FORBIDDEN };
      await say(frame, asked);
      await untilHeard(frame, `the answer to ${requestId}`, (data) => data.requestId === requestId);
    }
    await staysRefused((request) => askByHand(frame, request, { widgetId: widget.id }));
    const heard = await evaluate(frame, () => JSON.stringify(window.heard));
    assert.doesNotMatch(heard, /"postdate":/);
  });

  cannot("by sending a delayed event under the id of a probe, and the host never hears of it", async () => {
    const widget = await aWidget("probe-id");
    const own = send(TYPE, widget.id);
    for (const requestId of ["postdate-probe-", `postdate-probe-${randomUUID()}`]) {
      const reply = await widget.ask({ ...own, requestId });
      assert.ok(reply.delay_id, JSON.stringify(reply));
    }
    await staysRefused((request) => widget.ask({ ...request, requestId: `postdate-probe-${randomUUID()}` }));
  });

  cannot("by provoking refusals of its host under such ids while the host is being probed", async () => {
    const approve = `${ALLOWED}${TYPE}#flood`;
    const widget = await placeWidget(scene.client.page, scene.stage, { widgetId: "flood", approve });
    await evaluate(
      widget.frame(),
      (type: string) => {
        let count = 0;
        // Old hosts refuse this with "Missing capability".
        const data = { type, limit: 1 };
        const flood = () => {
          const requestId = `postdate-probe-${++count}`;
          const read = { api: "fromWidget", widgetId: "flood", action: "org.matrix.msc2876.read_events" };
          window.parent.postMessage({ ...read, requestId, data }, "*");
        };
        for (let times = 0; times < 200; times += 1) flood();
        setInterval(flood, 5);
      },
      TYPE,
    );
    await widget.untilPhase("ready");
    await staysRefused(widget.ask);
    const answer = await widget.ask(send(TYPE, widget.id));
    assert.ok(answer.delay_id, JSON.stringify(answer));
  });
});
