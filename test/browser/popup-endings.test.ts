import assert from "node:assert/strict";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { untilBadge } from "../environment/popup/badge.ts";
import { takePictures, violationsIn } from "../environment/popup/look.ts";
import { LAZY, type PopupScene, setPopupScene } from "../environment/popup/popup-scene.ts";

const CALL = "org.matrix.msc3401.call.member";
const SEND = { method: "POST", path: /\/delayed_events\/[^/]+\/send$/ };
/** The homeserver's retry_after_ms (ms). */
const overLimit = (ms: number) =>
  ({
    kind: "answer",
    status: 429,
    body: { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: ms },
  }) as const;

describe(`the popup, about how a delay ends, in ${browserName}`, function () {
  this.timeout(60_000);
  let scene: PopupScene;
  before(async () => {
    scene = await setPopupScene(browserName);
  });
  after(() => scene?.close());
  afterEach(async () => {
    await scene.tidy();
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });

  /** A call's leave in a room where Alice is not allowed to send one. */
  async function withoutPower(delay: number): Promise<string> {
    const { stage, scheduling, client } = scene;
    const room = await stage.bob.createRoom({ name: "Board", invite: [stage.alice.userId] });
    await stage.aliceElsewhere.join(room);
    const widgetId = await scheduling.add(`room=${encodeURIComponent(room)}&type=${CALL}`);
    const data = { type: CALL, state_key: widgetId, content: {}, room_id: room, delay };
    await client.ask({ action: "send_event", data });
    return widgetId;
  }

  it("warns beforehand and afterwards if the power level is too low, as does the badge", async function () {
    this.timeout(100_000);
    const { browser } = scene;
    await untilBadge(browser, "", messages.buttonOff.message);
    const warned = await withoutPower(60_000);
    await untilBadge(browser, "!", messages.badgeWillBeDropped.message);
    const popup = await scene.open();
    const row = await popup.row(warned);
    await row.shows("blocker");
    assert.match(
      await row.text(),
      /This won’t be sent: you may not send this in the room\. So if your connection drops/,
    );
    assert.deepEqual(await violationsIn(browser, popup.page), []);
    await takePictures(browser, popup.page, "popup-blocker");
    await row.do("cancel");
    await row.until("cancelled");
    await popup.page.close();
    await untilBadge(browser, "", messages.buttonOff.message);

    const widgetId = await withoutPower(1_500);
    // If the homeserver takes more than two seconds, Postdate asks again half a minute later.
    await untilBadge(browser, "!", messages.badgeDropped.message, 45_000);
    await browser.killWorker();
    await untilBadge(browser, "!", messages.badgeDropped.message);
    const later = await scene.open();
    const ended = await later.row(widgetId, "dropped");
    assert.match(
      await ended.text(),
      /You were not taken out: you may not send this.*It was not sent at .*: you may not send this in the room/,
    );
    await untilBadge(browser, "", messages.buttonOff.message);
  });

  it("shows the ending on its badge as soon as the browser starts, since that starts the background", async () => {
    assert.equal(await scene.browser.startsWithBrowser(), true);
  });

  it("says that Send now took two steps if the homeserver had dropped the event", async () => {
    const { stage, proxy } = scene;
    const { row, delayId, popup } = await scene.pending();
    await stage.aliceElsewhere.cancel(delayId);
    proxy.inject(SEND, overLimit(500));
    await row.do("send");
    await row.until("sent");
    assert.match(await row.text(), /You sent it at .* so Postdate sent it again/);
    // The list shows it before the answer to the click has come.
    await popup.page.waitForFunction(
      (words) => document.querySelector('[data-testid="done"]')?.textContent === words,
      {},
      messages.sendSecondTimeDone.message,
    );
  });

  it("says that Postdate sends the event later if the homeserver dropped it and is rate-limiting", async () => {
    const { stage, proxy } = scene;
    const { row, delayId } = await scene.pending();
    await stage.aliceElsewhere.cancel(delayId);
    proxy.inject(SEND, overLimit(30_000));
    await row.do("send");
    await row.shows("outcome");
    assert.match(await row.text(), /Postdate will send it at /);
  });

  it("shows no ending while the homeserver keeps the event and takes no more requests", async () => {
    const { proxy, scheduling } = scene;
    const { row, delayId } = await scene.pending();
    proxy.inject(SEND, overLimit(60_000));
    await row.do("send");
    await row.shows("outcome");
    assert.match(await row.text(), /takes no more requests before .*nothing was changed/);
    await row.until("pending");
    assert.ok(await scheduling.held(delayId));
  });

  it("does not say that the user cancelled if Cancel came too late", async () => {
    const { stage } = scene;
    const { row, delayId } = await scene.pending();
    await stage.aliceElsewhere.cancel(delayId);
    await row.do("cancel");
    await row.until("gone", "dropped");
    // The list shows it before the answer to the click has come.
    await row.shows("outcome");
    assert.match(await row.text(), /Too late: your homeserver no longer has it/);
    assert.doesNotMatch(await row.text(), /You cancelled it/);
  });

  it("lists a delay under its logged-out account, without the buttons that need a login", async () => {
    const { browser, client, stage } = scene;
    const { widgetId } = await scene.scheduling.schedule(LAZY);
    await client.client(({ logOut }) => logOut());
    const popup = await scene.open();
    const row = await popup.row(widgetId);
    await row.shows("without-session");
    assert.match(await row.text(), new RegExp(`sees no login for ${stage.alice.userId}.*sent all the same`));
    assert.equal(await popup.page.$('[data-testid="cancel"]'), null);
    assert.deepEqual(await violationsIn(browser, popup.page), []);
    await takePictures(browser, popup.page, "popup-logged-out");
  });
});
