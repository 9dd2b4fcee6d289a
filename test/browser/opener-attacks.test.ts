import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { listenIn } from "../environment/identity/frames.ts";
import { clientUrl } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const DELAYED = ["org.matrix.msc4157.send.delayed_event", "org.matrix.msc4157.update_delayed_event"];
const WILL = {
  action: "send_event",
  // Approved for the client's own widget.
  data: {
    type: "com.example.heartbeat.member",
    state_key: "heartbeat",
    content: { status: "gone" },
    delay: 60_000,
  },
};

declare global {
  interface Window {
    /** In the opener: the window that it opened. */
    opened: Window | null;
  }
}

/** The client's page, opened by another page with `window.open`. */
interface Opened {
  opener: Page;
  client: Page;
  /** The opener posts to the client. */
  say(message: object): Promise<void>;
}

describe(`the page that opened a client does not count as its widget, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();
  let lasts = 0;

  async function openFrom(origin: string): Promise<Opened> {
    const { stage, browser } = scene;
    const opener = await browser.newPage(`${origin}/client/icon.svg`);
    await listenIn(opener.mainFrame());
    const url = clientUrl(stage, { widgetQuery: "autostart=1&delay=600000&interval=600000" });
    await evaluate(
      opener,
      (address) => {
        window.opened = window.open(address);
      },
      url,
    );
    let client: Page | undefined;
    await until("the client is open and its widget beats", async () => {
      client = (await browser.openPages()).find((page) => page.url() === url);
      const widget = client?.frames().find((frame) => frame.url().startsWith(stage.widgetOrigin));
      return (await widget?.evaluate(() => window.heartbeat.phase === "beating")) === true;
    });
    const say = (message: object) =>
      evaluate(opener, (posted) => window.opened?.postMessage(posted, "*"), message);
    return { opener, client: client as Page, say };
  }

  /** Waits until the client has heard everything posted before. */
  async function untilHeard({ client, say }: Opened): Promise<void> {
    const last = ++lasts;
    await say({ last });
    await until("the client has heard the last message", () =>
      evaluate(
        client,
        (number) =>
          window.testClient.hostMessages.some(({ data }) => (data as { last?: number }).last === number),
        last,
      ),
    );
  }

  for (const [which, host] of [
    ["on a granted site", "localhost"],
    ["on a site that is not granted, where no script shields the page", "elsewhere.localhost"],
  ] as const)
    it(`even if it is ${which}`, async () => {
      const { stage } = scene;
      const opened = await openFrom(stage.widgetOrigin.replace("localhost", host));
      const { opener, client, say } = opened;
      const pending = await stage.aliceElsewhere.delayedEvents();
      const named = (requestId: string, request: object) => ({
        api: "fromWidget",
        widgetId: "heartbeat",
        requestId,
        ...request,
      });
      const attack = async (round: number) => {
        await say({ postdate: "here" });
        await say(named(`will ${round}`, WILL));
        const capabilities = {
          action: "org.matrix.msc2974.request_capabilities",
          data: { capabilities: DELAYED },
        };
        await say(named(`more ${round}`, capabilities));
        await untilHeard(opened);
        // With the nonce of its load, which only our scripts should have, it could answer like one of them.
        const heard = await evaluate(opener, () => window.heard.map(({ data }) => data));
        const nonces = heard.flatMap(({ postdate, nonce }) => (postdate === "probe" ? [nonce] : []));
        for (const nonce of [...nonces, ""]) {
          await say({ postdate: "probing", nonce });
          await say({ postdate: "probed", nonce, lacks: [] });
        }
      };
      for (let round = 0; round < 5; round += 1) await attack(round);
      await untilHeard(opened);

      const { sent, errors, wills } = await evaluate(client, () => ({
        sent: window.testClient.driverCalls.filter(
          ({ method, args }) => method === "sendEvent" && /gone/.test(JSON.stringify(args)),
        ),
        errors: window.testClient.errors,
        wills: window.testClient.hostMessages.filter(({ data }) => /will/.test(JSON.stringify(data))),
      }));
      assert.deepEqual({ sent, errors, wills }, { sent: [], errors: [], wills: [] });
      assert.deepEqual(await stage.aliceElsewhere.delayedEvents(), pending);
      const told = await evaluate(opener, () => window.heard.filter(({ data }) => "postdate" in data));
      assert.deepEqual(told, []);
      await Promise.all([client.close(), opener.close()]);
    });
});
