import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { launchBrowser, type TestBrowser } from "../environment/browser/browsers.ts";
import { type ChromiumPolicy, chromiumPolicy } from "../environment/browser/chromium-policy.ts";
import { policyFile } from "../environment/browser/policy-files.ts";
import { openToolbarPopup } from "../environment/browser/toolbar-popup.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { takePictures, violationsIn } from "../environment/popup/look.ts";
import { openOptions } from "../environment/popup/options-page.ts";
import { clientIn, clientUrl, closeWelcome, EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const HEARTBEAT = "autostart=1&delay=60000&interval=3600000&type=org.matrix.msc3401.call.member";
const SITE = "http://localhost/*";
const isChromium = browserName === "chromium";

// Each test continues where the previous one ended.
describe(`the policy file of docs/administrators.md, in ${browserName},`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: false });
  let browser: TestBrowser;
  let policy: ChromiumPolicy | undefined;
  let json: string;
  let page: Page;

  before(async () => {
    const { clientOrigin: client, widgetOrigin: widget } = scene.stage;
    if (isChromium) policy = scene.closing(await chromiumPolicy(EXTENSION.shipped));
    json = policyFile(browserName, { client, widget, ...(policy && { id: policy.id }) });
    const extension = policy?.extension ?? EXTENSION.shipped;
    // Without a window, Chromium shows no permission prompt.
    const started = policy ? { headless: false } : { policies: json };
    browser = scene.closing(await launchBrowser(browserName, { extension, ...started }));
    await closeWelcome(browser);
    page = await openOptions(browser);
  });
  afterEach(() => assert.deepEqual(uncaughtErrors(browser), []));

  const box = (name: string) =>
    page.$eval(`[data-testid="${name}"]`, (input) => {
      const { checked, disabled } = input as HTMLInputElement;
      return { checked, disabled };
    });
  const boxes = async () => [await box("unencrypted"), await box("notifications")];
  const count = async (testId: string) => (await page.$$(`[data-testid="${testId}"]`)).length;
  const scripts = () =>
    browser.evaluateInBackground(async () => {
      const { scripting } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
        .chrome;
      const registered = await scripting.getRegisteredContentScripts();
      return registered.flatMap(({ id, matches }) => (id === "host-script" ? (matches ?? []) : []));
    });

  it("decides what the settings show, and its choices cannot be changed there", async () => {
    if (policy) {
      assert.equal(browser.extension?.id, policy.id);
      assert.deepEqual([await count("site"), await count("preset")], [0, 0]);
      await page.click('[data-testid="unencrypted"]');
      await until("the box is checked", async () => (await box("unencrypted")).checked);
      await policy.write(json);
    }
    await page.waitForSelector(`[data-site="${SITE}"] [data-testid="site-allow"]`);
    assert.deepEqual(await boxes(), [
      { checked: false, disabled: true },
      { checked: true, disabled: true },
    ]);
    const ways = ["preset-consent", "revoke", "site-off", "preset-faults"];
    assert.deepEqual(await Promise.all(ways.map(count)), [1, 0, 0, 0]);
    const outcome = await page.evaluate(() =>
      (
        globalThis as unknown as { chrome: typeof import("webextension-polyfill") }
      ).chrome.runtime.sendMessage({
        ask: "switch-unencrypted",
        on: true,
      }),
    );
    assert.equal((outcome as { reason?: string }).reason, "preset");
    assert.deepEqual(await scripts(), []);
    assert.deepEqual(await violationsIn(browser, page), []);
    await takePictures(browser, page, "options-preset");
  });

  it("switches its site on once the user allows it, and helps its widget without asking the user", async () => {
    await page.click('[data-testid="site-allow"]');
    await browser.answerPermissionPrompt(page, "allow");
    await browser.contentScriptsRegistered();
    assert.deepEqual(await scripts(), [SITE]);
    const tab = await browser.newPage(clientUrl(scene.stage, { widgetQuery: HEARTBEAT }));
    // The file does not name the homeserver's site.
    const popup = await openToolbarPopup(browser, tab);
    await popup.shows('[data-diagnosis="homeserver-not-granted"]');
    await popup.click('[data-testid="allow"]');
    await popup.answerPermissionPrompt("allow");
    await popup.close();
    // The answer reloads the client, which logs in again.
    const isBeating = async () => {
      const client = await clientIn(tab, scene.stage);
      return (await client.heartbeat(({ phase }) => phase)) === "beating";
    };
    await until("the widget is beating", isBeating, 30_000);
    assert.equal((await scene.stage.aliceElsewhere.delayedEvents()).length, 1);
    const open = (await browser.openPages()).map((each) => each.url());
    assert.ok(!open.some((url) => url.includes("/consent/")), "the user was asked");
    await tab.close();
    await page.bringToFront();
  });

  // Firefox reads its policy file only at startup.
  if (isChromium) {
    it("takes effect entry by entry when it changes, and the settings list the invalid entries", async () => {
      const [, client] = /"client": ("[^"]*")/.exec(json) ?? [];
      const changed = json.replace(`["${SITE}"]`, '["http://localhost:80/*", "https://a.example:1/*"]');
      assert.ok(client && changed !== json);
      await policy?.write(changed.replace('"notifications": true', '"notifications": "yes", "more": 1'));
      await page.waitForSelector('[data-at="sites[1]"]');
      assert.deepEqual(await boxes(), [
        { checked: false, disabled: true },
        { checked: false, disabled: false },
      ]);
      assert.deepEqual([await count("preset-consent"), await count("preset-fault")], [1, 1]);
      assert.deepEqual(await scripts(), [SITE]);
      await takePictures(browser, page, "options-preset-in-vain");
    });

    it("leaves the user's own choices in place when it is removed", async () => {
      await policy?.remove();
      // Chromium needs some ten seconds to notice.
      await until("nothing is preset", async () => (await count("preset")) === 0, 30_000);
      assert.deepEqual(await boxes(), [
        { checked: true, disabled: false },
        { checked: false, disabled: false },
      ]);
      assert.deepEqual([await count("site"), await count("preset-fault")], [0, 0]);
      await until("no new page gets a script", async () => (await scripts()).length === 0);
    });
  }
});
