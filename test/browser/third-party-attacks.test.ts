import assert from "node:assert/strict";
import type { Frame } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { askByHand, childWith, embed, listenIn, say } from "../environment/identity/frames.ts";
import { drive, impersonate, learnedIn, type Place, puppet } from "../environment/identity/third-party.ts";
import { askFrom, frameWith, placeWidget } from "../environment/identity/widgets.ts";
import { useStage } from "../environment/use-stage.ts";

/** An event that no host here approves for anybody. */
const TYPE = "com.example.forbidden";
/** How long to wait for a message to a page before assuming that none comes (ms). */
const LISTENS = 200;

describe(`a third party in the client's page, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: { widgetId: "honest" } });
  let parties = 0;

  const data = () => ({
    type: TYPE,
    state_key: "",
    room_id: scene.stage.room,
    content: { status: "gone" },
    delay: 60_000,
  });
  const forgery = () => ({ widgetId: "honest", data: data() });
  /** A site that the extension may not see. */
  const off = () => scene.stage.widgetOrigin.replace("localhost", "elsewhere.localhost");
  const blank = (origin: string, mark: string) => `${origin}/client/icon.svg?${mark}`;
  /** Granted pages: a widget's, the client's own, and the homeserver's answer to a harmless request. */
  const granted = {
    "a widget's site": () => blank(scene.stage.widgetOrigin, `granted-${++parties}`),
    "the client's own site": () => blank(scene.stage.clientOrigin, `granted-${++parties}`),
    "the homeserver": () => `${scene.stage.synapse.baseUrl}/_matrix/client/versions?${++parties}`,
  };

  /** A third party, on a site that is not granted. */
  const aParty = (around: Frame = scene.client.page.mainFrame()) =>
    embed(around, blank(off(), `party-${++parties}`));

  /** Checks that nothing unapproved is pending, and that the host was never told to send it. */
  async function expectNothing(): Promise<void> {
    const { stage, client } = scene;
    const pending = await stage.aliceElsewhere.delayedEvents();
    const forbidden = pending.filter(({ type }) => type === TYPE);
    for (const { delay_id } of forbidden) await stage.aliceElsewhere.cancel(delay_id);
    assert.deepEqual(forbidden, []);
    const sent = await client.client(({ driverCalls }) =>
      driverCalls.filter(({ args }) => JSON.stringify(args).includes("com.example.forbidden")),
    );
    assert.deepEqual(sent, []);
  }

  /** Makes a page post a widget's messages to the client, and listen. @returns the messages that it heard */
  async function provoke(speaker: Frame): Promise<Record<string, unknown>[]> {
    await listenIn(speaker);
    for (const to of ["top", "parent"] as const) {
      await say(speaker, { postdate: "here" }, to);
      await say(
        speaker,
        { api: "fromWidget", widgetId: "honest", requestId: "first", action: "send_event", data: data() },
        to,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, LISTENS));
    return learnedIn(speaker);
  }

  for (const [where, place] of [
    ["", {}],
    [" in a shadow tree", { shadow: true }],
    [", sandboxed,", { sandbox: "allow-scripts" }],
    [", sandboxed and in a shadow tree,", { sandbox: "allow-scripts", shadow: true }],
  ] as [string, Place][])
    for (const [site, url] of Object.entries(granted))
      it(`cannot act as the user through its own frame${where} that navigates to ${site}`, async () => {
        const party = await aParty();
        const first = blank(off(), `puppet-${++parties}`);
        await puppet(party, "puppet", first, place);
        const learned = await provoke(await childWith(party, first));
        await drive(party, "puppet", url());
        await impersonate(party, "puppet", forgery(), learned);
        await expectNothing();
      });

  it("cannot act through another frame in the same shadow tree", async () => {
    const party = await aParty();
    const first = blank(off(), `puppet-${++parties}`);
    const place = { shadow: true, sandbox: "allow-scripts" };
    await puppet(party, "speaks", first, place);
    await puppet(party, "claims", granted["a widget's site"](), place);
    const learned = await provoke(await childWith(party, first));
    await impersonate(party, "claims", forgery(), learned);
    await expectNothing();
  });

  it("cannot act through its own window, a child of the client's, with a granted frame in it", async () => {
    const party = await aParty();
    await puppet(party, "puppet", granted["a widget's site"]());
    const learned = await provoke(party);
    await impersonate(party, "puppet", forgery(), learned);
    await expectNothing();
  });

  it("cannot act through a page that it writes into a frame", async () => {
    const party = await aParty();
    await puppet(party, "puppet", "", { srcdoc: "<title>written</title>" });
    const learned = await provoke(party);
    await impersonate(party, "puppet", forgery(), learned);
    await drive(party, "puppet", granted["a widget's site"]());
    await impersonate(party, "puppet", forgery(), learned);
    await expectNothing();
  });

  it("cannot act with the help of another third party, beside it or deeper", async () => {
    const [one, other] = [await aParty(), await aParty()];
    const deeper = await aParty(other);
    const learned = await provoke(one);
    for (const party of [other, deeper]) {
      await puppet(party, "puppet", granted["a widget's site"]());
      await impersonate(party, "puppet", forgery(), learned);
      const more = await learnedIn(party);
      await impersonate(one, await named(one), forgery(), more);
    }
    await expectNothing();
  });

  it("cannot act from a window that it opens, or from another tab", async () => {
    const outside = await scene.browser.newPage(blank(off(), `outside-${++parties}`));
    await puppet(outside.mainFrame(), "puppet", granted["a widget's site"]());
    const party = await aParty();
    const learned = await provoke(party);
    await impersonate(outside.mainFrame(), "puppet", forgery(), learned);
    await impersonate(party, await named(party), forgery(), await learnedIn(outside.mainFrame()));
    await outside.close();
    await scene.client.page.bringToFront();
    await expectNothing();
  });
  const named = async (party: Frame) => {
    const name = `puppet-${++parties}`;
    await puppet(party, name, granted["a widget's site"]());
    return name;
  };

  it("cannot become a widget with the rights of a host that has checked everything", async () => {
    const { stage, client } = scene;
    // A granted page, as honest as any widget up to now.
    const mark = `player-${++parties}`;
    const widget = await placeWidget(client.page, stage, { widgetId: "player", query: mark });
    await widget.untilPhase("ready");
    const player = frameWith(client.page, new RegExp(mark));
    const first = blank(off(), `puppet-${++parties}`);
    await puppet(player, "puppet", first, { sandbox: "allow-scripts" });
    const learned = await provoke(await childWith(player, first));
    await drive(player, "puppet", granted["a widget's site"]());
    await impersonate(player, "puppet", { ...forgery(), widgetId: "player" }, learned);
    await expectNothing();
  });

  it("learns no secret, whatever it posts and wherever it listens", async () => {
    const party = await aParty();
    await puppet(party, "puppet", granted["a widget's site"]());
    await provoke(party);
    await impersonate(party, "puppet", forgery());
    const heard = await learnedIn(party);
    assert.deepEqual(
      heard.filter(({ nonce }) => nonce !== undefined && nonce !== ""),
      [],
    );
  });

  it("is refused a request from a frame deeper than a widget, and the client never hears of it", async () => {
    const party = await aParty();
    const deeper = await aParty(party);
    await listenIn(deeper);
    const answer = await askByHand(deeper, { action: "send_event", data: data() }, { to: "top" });
    assert.ok(answer.error, JSON.stringify(answer));
    await expectNothing();
  });

  it("does not disturb the honest widget", async () => {
    const { stage, client } = scene;
    const honest = frameWith(client.page, /widget[.]html[?].*widgetId=honest/);
    const data = {
      type: "com.example.heartbeat.member",
      state_key: "honest",
      content: { status: "gone" },
      delay: 60_000,
    };
    const { error, delay_id } = await askFrom(honest, { action: "send_event", data }, 10_000);
    assert.ok(delay_id, JSON.stringify(error));
    await stage.aliceElsewhere.cancel(delay_id);
    assert.deepEqual(await client.client(({ errors }) => errors), []);
  });
});
