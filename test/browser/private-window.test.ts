import assert from "node:assert/strict";
import messages from "../../_locales/en/messages.json" with { type: "json" };
import { browserName } from "../environment/browser/browser-name.ts";
import { type FaultProxy, startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { answerConsent, consentWindow } from "../environment/popup/consent-window.ts";
import { clientIn, clientUrl, type OpenClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

/** How the stored list of consents begins, if there is one. */
const CONSENT = '"consents":[{';
const widgetQuery = "autostart=1&delay=600000&interval=300";

interface Chrome {
  storage: Record<
    "local" | "session",
    { get(keys: null): Promise<object>; set(items: object): Promise<void> }
  >;
}

describe(`a private window, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ browser: { inPrivateWindows: true } });
  let proxy: FaultProxy;
  before(async () => {
    proxy = scene.closing(await startFaultProxy(scene.stage.synapse.baseUrl));
    await scene.browser.evaluateInBackground(async () => {
      const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
      await storage.local.set({ "ask for consent": true });
    });
  });

  const options = (widgetId: string) => ({ homeserver: proxy.baseUrl, widgetId, widgetQuery });
  const privateClient = async (widgetId: string) =>
    clientIn(await scene.browser.newPrivatePage(clientUrl(scene.stage, options(widgetId))), scene.stage);
  const beats = (client: OpenClient) =>
    client.untilHeartbeat("it beats", ({ restarts }) => restarts.length > 0);
  const delayOf = async (client: OpenClient) => (await client.heartbeat(({ delayId }) => delayId)) ?? "none";
  const tokens = () =>
    new Set(proxy.requests.flatMap(({ headers }) => headers.authorization?.replace("Bearer ", "") ?? []));
  /** @returns what the extension has stored on disk and in memory, as text */
  const stored = () =>
    scene.browser.evaluateInBackground(async () => {
      const { storage } = (globalThis as unknown as { chrome: Chrome }).chrome;
      const [disk, memory] = await Promise.all([storage.local.get(null), storage.session.get(null)]);
      return { disk: JSON.stringify(disk), memory: JSON.stringify(memory) };
    });

  it("leaves nothing on disk, and nothing in memory once it is closed, while everything else stays", async () => {
    const { stage, browser } = scene;
    const ordinary = await scene.openClient(options("ordinary"));
    await answerConsent(browser, "once");
    await beats(ordinary);
    const before = tokens();

    const client = await privateClient("nobodys-business");
    await answerConsent(browser, "always");
    await beats(client);
    const delayId = await delayOf(client);
    const secrets = ["nobodys-business", delayId, ...[...tokens()].filter((token) => !before.has(token))];
    assert.equal(secrets.length, 3, "the private window has added one session");
    const { disk, memory } = await stored();
    assert.deepEqual(
      secrets.filter((secret) => disk.includes(secret)),
      [],
    );
    assert.deepEqual(
      [disk, memory].map((text) => text.includes(CONSENT)),
      [false, true],
    );
    assert.deepEqual(
      secrets.filter((secret) => !memory.includes(secret)),
      [],
    );

    await client.page.close();
    await until("nothing of the private window is left", async () => {
      const { disk: ondisk, memory: inMemory } = await stored();
      const left = Object.entries({ ...JSON.parse(ondisk), ...JSON.parse(inMemory) })
        .filter(([, value]) => secrets.some((secret) => JSON.stringify(value).includes(secret)))
        .map(([key]) => key);
      if (left.length > 0) throw new Error(left.join(", "));
      return true;
    });
    const kept = await stored();
    assert.equal(kept.memory.includes(CONSENT), false);
    assert.ok([...before].every((token) => kept.memory.includes(token)));
    assert.ok(kept.disk.includes(await delayOf(ordinary)));
    const pending = await stage.aliceElsewhere.delayedEvents();
    assert.ok(
      pending.some(({ delay_id }) => delay_id === delayId),
      "the homeserver goes on counting",
    );
    await ordinary.page.close();
  });

  it("asks the user again in the next private window, whatever was allowed before, and says how long Always lasts", async () => {
    const { browser } = scene;
    const client = await privateClient("again");
    const asked = await (await consentWindow(browser)).$eval("body", ({ textContent }) => textContent ?? "");
    assert.ok(asked.includes(messages.consentChoicesPrivate.message), asked);
    await answerConsent(browser, "no");
    await client.untilHeartbeat("the widget is refused", ({ phase }) => phase === "refused");
    await client.page.close();
  });
});
