import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { untilFiltered } from "../environment/inspector/inspector-page.ts";
import { violationsIn } from "../environment/popup/look.ts";
import { tabOf } from "../environment/popup/popup-page.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** A request that the host answers with an error, without the background. */
const UNKNOWN = "com.example.unknown";
const LAZY = "kind=message&delay=600000&interval=3600000";

describe(`the inspector of a client, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: { widgetQuery: LAZY } });
  let page: Page;

  before(async () => {
    const { browser, client } = scene;
    await client.untilHeartbeat("the handshake is over", ({ phase }) => phase === "ready");
    const tab = await tabOf(browser, client.page);
    page = await browser.extensionPage("inspector/inspector.html", {
      query: { tab: String(tab) },
      until: '[data-testid="message"]',
    });
  });
  afterEach(() => assert.deepEqual(uncaughtErrors(scene.browser), []));

  const askOften = (times: number) =>
    evaluate(
      scene.client.widget(),
      async (action, count) => {
        for (let left = count; left > 0; left -= 1) await window.heartbeat.request({ action }, 10_000);
      },
      UNKNOWN,
      times,
    );
  const delay = { type: "m.room.message", content: { msgtype: "m.text", body: "later" }, delay: 600_000 };
  const written = (selector: string) => page.$eval(selector, ({ textContent }) => textContent ?? "");
  const rows = (state: string) =>
    page.$$eval(`[data-testid="message"][data-state="${state}"]`, (all) => all.length);
  async function filter(text: string): Promise<void> {
    await page.bringToFront();
    await page.$eval("#filter", (box) => (box as HTMLInputElement).select());
    await page.type("#filter", text);
    await page.keyboard.press("Enter");
    await untilFiltered(page, text);
  }
  async function show(view: string): Promise<void> {
    await page.bringToFront();
    await page.click(`[data-testid="tab-${view}"]`);
  }

  it("shows a widget's request and the host's answer in one row", async () => {
    await filter(UNKNOWN);
    await askOften(3);
    await until("the rows are there", async () => (await rows("error")) === 3);
    await page.click('[data-testid="message"]');
    await page.waitForSelector('[data-half="request"]');
    const details = await written('[data-testid="details"]');
    assert.match(details, /Delivered as it was sent/);
    assert.match(details, /client/);
  });

  it("holds messages back while it is paused, says how many, and then shows them", async () => {
    await page.click('[data-testid="pause"]');
    const before = await rows("error");
    await askOften(5);
    await until("they wait", async () => / [1-9]\d* waiting/.test(await written('[data-testid="pause"]')));
    assert.equal(await rows("error"), before);
    await page.click('[data-testid="pause"]');
    await until("they are shown", async () => (await rows("error")) === before + 5);
  });

  it("shows the whole handshake of a client that loads while it is open", async () => {
    await scene.client.page.bringToFront();
    await scene.client.page.reload();
    await scene.client.page.evaluate(() => window.testClient.ready);
    await scene.client.untilHeartbeat("the handshake is over", ({ phase }) => phase === "ready");
    await show("handshake");
    await until("its last step is there", async () => /approved by/.test(await written("#view")));
    const words = await written('[data-testid="handshake"]');
    assert.match(words, /schedule events/);
    assert.deepEqual(await violationsIn(scene.browser, page), []);
  });

  it("shows what Postdate did, its requests to the homeserver, and the delay as a lane", async () => {
    const { response } = (await scene.client.ask({ action: "send_event", data: delay })) as {
      response: { delay_id: string };
    };
    await show("messages");
    await filter("is:delayed by:postdate action:send_event");
    await page.waitForSelector('[data-testid="message"]');
    await page.click('[data-testid="message"]');
    await page.waitForSelector('[data-testid="homeserver"]');
    assert.match(await written('[data-testid="homeserver"]'), /PUT .*m\.room\.message.* 200/);
    assert.match(await written('[data-testid="details"]'), /Postdate kept it/);
    await show("delays");
    await page.waitForSelector('[data-testid="lane"][data-end="running"]');
    await scene.stage.aliceElsewhere.cancel(response.delay_id);
    assert.deepEqual(await violationsIn(scene.browser, page), []);
  });

  it("says what this host supports by itself, with the message that proves it", async () => {
    await show("conformance");
    await page.waitForSelector('tr[data-verdict="unsupported"]');
    await page.click('tr[data-verdict="unsupported"] [data-testid="to-row"]');
    await page.waitForSelector('[data-testid="message"][aria-selected="true"]');
  });

  it("sends a request again once the user allows and confirms that, and marks it as the user's", async () => {
    const press = async (part: string) => (await page.waitForSelector(`[data-testid="${part}"]`))?.click();
    await page.bringToFront();
    await filter(`action:${UNKNOWN}`);
    const before = await rows("error");
    await askOften(1);
    await until("the newest row is there", async () => (await rows("error")) === before + 1);
    await page.click('[data-testid="message"]');
    await page.focus('[role="grid"]');
    // The first rows are of the page before it was reloaded, whose widget is gone.
    await page.keyboard.press("End");
    await page.waitForSelector('[data-testid="message"][aria-selected="true"]:last-child');
    assert.equal(await page.$('[data-testid="send-again"]'), null);
    await press("options");
    await press("may-send");
    await page.keyboard.press("Escape");
    await press("send-again");
    await press("again-send");
    await press("again-confirm");
    await until("the row is marked", async () => (await written('[role="grid"]')).includes("sent by you"));
  });
});
