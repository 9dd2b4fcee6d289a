import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { type Backend, startBackend } from "../environment/homeserver/backend.ts";
import type { MatrixUser } from "../environment/homeserver/matrix-user.ts";
import { openPopup, tabOf } from "../environment/popup/popup-page.ts";
import {
  type ClientOptions,
  clientIn,
  clientUrl,
  type OpenClient,
  openClient,
  type Stage,
} from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const BEATING = "autostart=1&interval=800";
/** Outlasts every test, even if the browser hangs for a while (ms). */
const widgetQuery = `${BEATING}&delay=60000`;
/** A delay whose end a test awaits (ms). */
const SHORT = 7_000;

// Chromium has profiles instead, each with its own extensions.
if (browserName === "firefox")
  describe("a Firefox container", function () {
    this.timeout(60_000);
    const scene = useStage();
    let backend: Backend;
    before(async () => {
      const { clientOrigin: pages, synapse, bob } = scene.stage;
      const given = { pages, homeserver: synapse.baseUrl, accessToken: bob.accessToken };
      backend = scene.closing(await startBackend(given));
    });

    /** Creates a room in which both accounts may send the widget's events. */
    async function sharedRoom(): Promise<string> {
      const { aliceElsewhere, bob } = scene.stage;
      const levels = { power_level_content_override: { state_default: 0 } };
      const room = await aliceElsewhere.createRoom({ ...levels, invite: [bob.userId] });
      await bob.join(room);
      return room;
    }
    /** Opens the client in a new container. Firefox makes one for each user context that WebDriver BiDi requests. */
    async function clientInContainer(
      options: ClientOptions,
      from: Pick<Stage, "clientOrigin"> = scene.stage,
    ) {
      const container = await scene.browser.puppeteer.createBrowserContext();
      const page = await container.newPage();
      await page.goto(clientUrl({ ...scene.stage, ...from }, { widgetQuery, ...options }));
      return clientIn(page, scene.stage);
    }
    const beats = (client: OpenClient) =>
      client.untilHeartbeat("it beats", ({ restarts }) => restarts.some(({ error }) => error === undefined));
    const pendingOf = async (user: MatrixUser) =>
      (await user.delayedEvents()).map(({ state_key }) => state_key);

    it("has its own session: its widgets act as the account that is logged in there, and all others as before", async () => {
      const { stage, browser } = scene;
      const room = await sharedRoom();
      const ordinary = await scene.openClient({ widgetQuery, room, widgetId: "ordinary" });
      await beats(ordinary);
      const { userId: user, password } = stage.bobsAccount;
      const contained = await clientInContainer({
        user,
        password,
        room,
        widgetId: "contained",
        widgetQuery: `${BEATING}&delay=${SHORT}`,
      });
      await beats(contained);
      // Both use the same room and client origin, and the widgets' addresses name no account.
      assert.deepEqual(await pendingOf(stage.aliceElsewhere), ["ordinary"]);
      assert.deepEqual(await pendingOf(stage.bob), ["contained"]);

      for (const [client, account] of [
        [contained, user],
        [ordinary, stage.alice.userId],
      ] as const) {
        const popup = await openPopup(browser, await tabOf(browser, client.page));
        await popup.untilDiagnosis("ready");
        const said = await popup.page.$eval(
          '[data-testid="account"]',
          ({ textContent }) => textContent ?? "",
        );
        assert.ok(said.includes(account), said);
        await popup.page.close();
      }

      const mark = await stage.aliceElsewhere.mark();
      await contained.page.close();
      const left = await stage.aliceElsewhere.waitForEvent(
        room,
        ({ state_key, content }) => state_key === "contained" && content.status === "gone",
        SHORT + 15_000,
        mark,
      );
      assert.equal(left.sender, user);
      assert.deepEqual(await pendingOf(stage.aliceElsewhere), ["ordinary"]);
      await ordinary.page.close();
    });

    it("has no session if nobody has logged in: its widgets are refused, and the homeserver gets no request", async () => {
      const { stage, browser } = scene;
      // This page holds no token, although its origin has a session in ordinary tabs.
      const from = { clientOrigin: backend.origin };
      const room = await sharedRoom();
      const ordinary = await openClient(
        browser,
        { ...stage, ...from },
        { widgetQuery, room, widgetId: "signed-in" },
      );
      await beats(ordinary);
      const contained = await clientInContainer(
        { session: "backend", homeserver: backend.baseUrl, room, widgetId: "nobodys" },
        from,
      );
      await contained.untilHeartbeat("the widget is refused", ({ phase }) => phase === "refused");
      const pending = [...(await pendingOf(stage.aliceElsewhere)), ...(await pendingOf(stage.bob))];
      assert.equal(pending.includes("nobodys"), false);
      await until("the other widget still restarts", async () =>
        (await pendingOf(stage.aliceElsewhere)).includes("signed-in"),
      );
      await contained.page.close();
      await ordinary.page.close();
    });
  });
