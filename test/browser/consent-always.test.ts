import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import type { PlacedWidget } from "../environment/identity/widgets.ts";
import { answerConsent, consentWindow } from "../environment/popup/consent-window.ts";
import { openOptions } from "../environment/popup/options-page.ts";
import { openClient } from "../environment/stage.ts";
import { type Asking, setAsking, words } from "./consent/asking.ts";

describe(`a widget that is always allowed, in ${browserName}`, function () {
  this.timeout(60_000);
  let asking: Asking;
  before(async () => {
    asking = await setAsking(browserName);
  });
  afterEach(async () => {
    await asking.hostHasNotNoticed();
    await asking.letAsk();
  });
  after(() => asking?.close());
  let always: PlacedWidget;

  it("is not asked about again", async () => {
    always = await asking.aWidget({ widgetId: "always" });
    await answerConsent(asking.browser, "always");
    await always.untilPhase("beating");
    await asking.nobodyIsAsked();
    await asking.reload(always);
    await always.untilPhase("beating");
    const another = await asking.aWidget({ widgetId: "of the same address" });
    await another.untilPhase("beating");
    assert.deepEqual(await asking.windows(), []);
  });

  it("does not keep the user from being asked about another widget", async () => {
    const other = await asking.aWidget({
      widgetId: "own",
      widget: `${asking.stage.clientOrigin}/widget/widget.html`,
    });
    await answerConsent(asking.browser, "no");
    await asking.isRefused(other);
  });

  it("is asked about again in another client", async () => {
    // Under another host name, the same page is a separate client.
    const clientOrigin = asking.stage.clientOrigin.replace("localhost", "127.0.0.1");
    const other = await openClient(
      asking.browser,
      { ...asking.stage, clientOrigin },
      { widgetId: "elsewhere" },
    );
    assert.ok((await words(await consentWindow(asking.browser), "client")).includes(clientOrigin));
    await answerConsent(asking.browser, "no");
    await other.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
    await other.page.close();
  });

  it("is listed in the settings, and asked about again once its consent is revoked there", async () => {
    const settings = await openOptions(asking.browser);
    await settings.waitForSelector('[data-testid="consent"]');
    const listed = await settings.$$eval('[data-testid="consent"]', (rows) =>
      rows.map((row) => ({ widget: row.getAttribute("data-widget"), text: row.textContent ?? "" })),
    );
    assert.deepEqual(
      listed.map(({ widget }) => widget),
      [`${asking.stage.widgetOrigin}/widget/widget.html`],
    );
    assert.ok(listed[0]?.text.includes(asking.stage.clientOrigin));
    assert.ok(listed[0]?.text.includes(asking.stage.alice.userId));
    await settings.click('[data-testid="revoke"]');
    await settings.waitForSelector('[data-testid="consent"]', { hidden: true });
    await settings.close();
    await asking.reload(always);
    await answerConsent(asking.browser, "no");
    await asking.isRefused(always);
  });

  // This test is last: from here on, the client's origin has two accounts.
  it("is asked about again when it acts as another account", async () => {
    const named = { widgetId: "named", roomInUrl: "1" };
    const mine = await asking.aWidget(named);
    await answerConsent(asking.browser, "always");
    await mine.untilPhase("beating");
    await asking.nobodyIsAsked();
    const { userId: user, password } = await asking.stage.synapse.registerUser("carol");
    await asking.stage.aliceElsewhere.invite(asking.stage.room, user);
    const other = await openClient(asking.browser, asking.stage, { ...named, user, password });
    assert.ok((await words(await consentWindow(asking.browser), "account")).includes(user));
    await answerConsent(asking.browser, "no");
    await other.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
    await other.page.close();
  });
});
