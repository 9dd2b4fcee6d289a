import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate, leaveBy } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { askByHand, embed, listenIn, untilHeard } from "../environment/identity/frames.ts";
import { askFrom, frameWith, placeWidget } from "../environment/identity/widgets.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const TYPE = "com.example.heartbeat.member";
const NOT_ASKED = "Missing capability for org.matrix.msc4157.send.delayed_event";
const NOT_APPROVED = "Cannot send state events of this type";

/** A delay that outlasts every test (ms). */
const LONG = 600_000;

declare const chrome: { storage: { session: { get(keys: null): Promise<object> } } };

/** A document that is not a widget: by itself, it sends and answers nothing. */
const BLANK = "client/icon.svg";

const approving = (stateKey: string) => `org.matrix.msc2762.send.state_event:${TYPE}#${stateKey}`;
const send = (stateKey: string) => ({
  action: "send_event",
  data: { type: TYPE, state_key: stateKey, content: { status: "gone" }, delay: LONG },
});
const update = (delayId: string | undefined) => ({
  action: "org.matrix.msc4157.update_delayed_event",
  data: { delay_id: delayId, action: "restart" },
});

describe(`widgets, identified by their windows, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: { widgetId: "first" } });

  /** Checks what must hold whatever a widget does: no host sent a last will, and nothing threw. */
  afterEach(async () => {
    const { browser, client } = scene;
    const sent = await client.client(({ driverCalls }) =>
      driverCalls.filter(({ method, args }) => method === "sendEvent" && /gone/.test(JSON.stringify(args))),
    );
    assert.deepEqual(sent, []);
    assert.deepEqual(await client.client(({ errors }) => errors), []);
    // Firefox logs an error when a host posts to a page that has navigated away; Chromium does not.
    const thrown = uncaughtErrors(browser).filter(({ text }) => !/recipient window/.test(text));
    assert.deepEqual(thrown, []);
  });

  /** A widget approved for its own state key. */
  const aWidget = async (options: Parameters<typeof placeWidget>[2] = {}) => {
    const widget = await placeWidget(scene.client.page, scene.stage, options);
    await widget.untilPhase("ready");
    return widget;
  };

  const pending = async () =>
    (await scene.stage.aliceElsewhere.delayedEvents()).map(({ delay_id }) => delay_id).sort();

  it("have only their own approvals when they share an origin", async () => {
    const one = await aWidget({ widgetId: "one", approve: approving("one") });
    const two = await aWidget({ widgetId: "two", approve: approving("two") });
    assert.ok((await one.ask(send("one"))).delay_id);
    assert.equal((await two.ask(send("one"))).error?.message, NOT_APPROVED);
    assert.equal((await one.ask(send("two"))).error?.message, NOT_APPROVED);
    assert.ok((await two.ask(send("two"))).delay_id);
  });

  it("get only their own answers when they share an id", async () => {
    const widgets = [await aWidget({ widgetId: "shared" }), await aWidget({ widgetId: "shared" })] as const;
    // The requestId is the same as well, so only the window tells the two apart.
    const request = { requestId: "the same", ...send("shared") };
    const answers = await Promise.all(widgets.map((widget) => widget.ask(request)));
    const [one, other] = answers.map(({ delay_id }) => delay_id);
    assert.ok(one && other && one !== other, JSON.stringify(answers));
    const held = await pending();
    assert.ok(held.includes(one) && held.includes(other));
    for (const [widget, delayId] of [
      [widgets[0], one],
      [widgets[1], other],
    ] as const) {
      const heard = await evaluate(widget.frame(), () => window.heartbeat.received.map(({ data }) => data));
      const texts = heard.map((data) => JSON.stringify(data));
      assert.equal(texts.filter((text) => text.includes('"the same"')).length, 1);
      assert.equal(texts.filter((text) => text.includes(delayId)).length, 1);
      // Like any host on this library, theirs posts each answer to both. No page hears our scripts' messages.
      assert.deepEqual(
        texts.filter((text) => text.includes('"postdate":')),
        [],
      );
    }
  });

  it("do not share approvals or delays with a frame that uses their id", async () => {
    const owner = await aWidget({ widgetId: "owner" });
    const { delay_id } = await owner.ask(send("owner"));
    const thief = await embed(scene.client.page.mainFrame(), `${scene.stage.widgetOrigin}/${BLANK}?thief`);
    await listenIn(thief);
    const as = { widgetId: "owner" };
    assert.equal((await askByHand(thief, send("owner"), as)).error?.message, NOT_ASKED);
    assert.equal((await askByHand(thief, update(delay_id), as)).error?.message, "Missing capability");
    assert.deepEqual(await owner.ask(update(delay_id)), {});
  });

  for (const [where, origin] of [
    ["another page of its origin", () => scene.stage.widgetOrigin],
    ["another origin", () => scene.stage.clientOrigin],
  ] as const)
    it(`lose what they were granted on navigating to ${where}, however early the next page posts`, async () => {
      const widget = await aWidget({ widgetId: "wanderer" });
      assert.ok((await widget.ask(send("wanderer"))).delay_id);
      const hasty = { api: "fromWidget", widgetId: "wanderer", requestId: "hasty", ...send("wanderer") };
      const url = `${origin()}/hasty/hasty.html?${new URLSearchParams({ say: JSON.stringify(hasty) })}`;
      await leaveBy(widget.frame(), (address) => location.assign(address), url);
      const next = () => frameWith(scene.client.page, /hasty[.]html/);
      await until("the next page has loaded", () => evaluate(next(), () => window.heard !== undefined));
      const { response } = await untilHeard(next(), "the answer", ({ requestId }) => requestId === "hasty");
      assert.deepEqual(response, { error: { message: NOT_ASKED } });
      const later = await askByHand(next(), send("wanderer"), { widgetId: "wanderer" });
      assert.equal(later.error?.message, NOT_ASKED);
      await scene.client.page.evaluate((number) => window.testClient.removeWidget(number), widget.number);
    });

  it("work again after a reload, and their host is probed again", async () => {
    const widget = await aWidget({ widgetId: "again" });
    const probes = () =>
      scene.client.client(
        ({ hostMessages }) =>
          hostMessages.filter(({ data }) => {
            const { widgetId, requestId } = (data ?? {}) as Record<string, unknown>;
            return widgetId === "again" && /^postdate-probe-/.test(String(requestId));
          }).length,
      );
    assert.ok((await widget.ask(send("again"))).delay_id);
    assert.equal(await probes(), 1);
    await evaluate(widget.frame(), () => {
      window.heartbeat = undefined as never;
    });
    await scene.client.page.evaluate((number) => window.testClient.reloadWidget(number), widget.number);
    await widget.untilPhase("ready");
    assert.ok((await widget.ask(send("again"))).delay_id);
    assert.equal(await probes(), 2);
  });

  it("work again after being removed and put back", async () => {
    const before = await aWidget({ widgetId: "back" });
    assert.ok((await before.ask(send("back"))).delay_id);
    await scene.client.page.evaluate((number) => window.testClient.removeWidget(number), before.number);
    const after = await aWidget({ widgetId: "back" });
    assert.ok((await after.ask(send("back"))).delay_id);
  });

  /** Runs in the client's page: moves a widget's iframe to the end of the page, by either method. */
  const moveWidget = (title: string, how: "appendChild" | "moveBefore") => {
    const iframe = document.querySelector(`iframe[title="${title}"]`);
    const body = document.body as HTMLElement & { moveBefore?(node: Node, before: Node | null): void };
    if (!iframe) throw new Error(`No ${title}`);
    if (how === "appendChild") body.appendChild(iframe);
    else body.moveBefore?.(iframe, null);
    return body.moveBefore !== undefined;
  };

  it("reload when they are moved in the page, and lose what they were granted", async () => {
    const widget = await aWidget({ widgetId: "moved" });
    await evaluate(widget.frame(), () => Object.assign(window, { before: true }));
    await evaluate(scene.client.page, moveWidget, "Widget moved", "appendChild");
    await until("the widget has loaded again", () =>
      evaluate(widget.frame(), () => !Object.hasOwn(window, "before") && window.heartbeat !== undefined),
    );
    // Its host posts to the old window (matrix-widget-api keeps it), so nothing is approved again.
    assert.equal((await widget.ask(send("moved"))).error?.message, NOT_ASKED);
  });

  it("keep everything when they are moved without a reload, if the browser can do that", async () => {
    const widget = await aWidget({ widgetId: "kept" });
    const { delay_id } = await widget.ask(send("kept"));
    const can = await evaluate(scene.client.page, moveWidget, "Widget kept", "moveBefore");
    assert.equal(can, true, "both browsers of these tests have moveBefore");
    assert.deepEqual(await widget.ask(update(delay_id)), {});
    assert.ok((await widget.ask(send("kept"))).delay_id);
  });

  it("work on the client's own origin, and do not count as a second client", async () => {
    const widget = await placeWidget(scene.client.page, scene.stage, {
      widgetId: "own",
      widget: `${scene.stage.clientOrigin}/widget/widget.html`,
      query: `autostart=1&delay=${LONG}&interval=200`,
    });
    await widget.untilPhase("beating");
    await until("two restarts have succeeded", () =>
      evaluate(
        widget.frame(),
        () => window.heartbeat.restarts.filter(({ error }) => error === undefined).length >= 2,
      ),
    );
    // The known widgets and the frames of their hosts; frame 0 is the top frame.
    const known = await scene.browser.evaluateInBackground(async () => {
      const stored = Object.values(await chrome.storage.session.get(null)) as Record<string, never>[];
      return stored.flatMap(({ id, client: origin, host }) => (id === "own" ? [{ origin, host }] : []));
    });
    assert.equal(known.length, 1);
    assert.equal(known[0]?.origin, scene.stage.clientOrigin);
    assert.equal((known[0]?.host as { frameId: number } | undefined)?.frameId, 0);
  });

  it("are answered when sandboxed without an origin, but nothing is scheduled", async () => {
    const held = await pending();
    const widget = await placeWidget(scene.client.page, scene.stage, {
      widgetId: "boxed",
      frame: "allow-scripts",
    });
    const answer = await widget.ask(send("boxed"));
    assert.ok(answer.error?.message, JSON.stringify(answer));
    assert.deepEqual(await pending(), held);
  });

  describe("on a site that is not switched on", () => {
    it("get an error for a delayed send in time, and the host never hears of it", async () => {
      const { stage, client } = scene;
      const mark = await stage.bob.mark();
      const widgetOrigin = stage.widgetOrigin.replace("localhost", "elsewhere.localhost");
      const widget = await placeWidget(client.page, { widgetOrigin }, { widgetId: "foreign" });
      const answer = await widget.ask(send("foreign"));
      assert.deepEqual(answer, { error: { message: "Error sending event" } });
      await stage.bob.expectNone(stage.room, ({ state_key }) => state_key === "foreign", 150, mark);
    });
  });

  it("work in a host that is itself in a frame", async () => {
    const { stage, browser, client } = scene;
    const outer = await browser.newPage(`${stage.widgetOrigin}/widget/widget.html`);
    const inner = await embed(outer.mainFrame(), client.page.url().replace("first", "within"));
    await evaluate(inner, () => window.testClient.ready);
    const frame = () => frameWith(outer, /widget\.html\?.*widgetId=within/);
    await until("the inner client's widget is ready", () =>
      evaluate(frame(), () => window.heartbeat.phase === "ready"),
    );
    const { delay_id } = await askFrom(frame(), send("within"), 10_000);
    assert.ok(delay_id);
    assert.deepEqual(await askFrom(frame(), update(delay_id), 2_000), {});
    await outer.close();
  });
});
