import assert from "node:assert/strict";
import { mock } from "node:test";
import type { ConsentQuestion } from "../../../src/messaging/contract.ts";
import { until } from "../../environment/until.ts";
import { aBackground } from "../../integration/a-background.ts";
import { HOMESERVER, willingHomeserver } from "./willing-homeserver.ts";

const origin = "https://chat.example";
const site = "https://chat.example/*";
const EVENT = { type: "com.example.heartbeat.member", state_key: "k", content: {}, delay: 8_000 };

describe("a site that is switched off", () => {
  let background: ReturnType<typeof aBackground>;
  let requests: string[];
  beforeEach(() => {
    requests = willingHomeserver({ t1: "@alice:hs.example" });
    background = aBackground();
  });
  afterEach(() => {
    background.stop();
    mock.restoreAll();
  });

  const switchSite = (on: boolean) => background.fromPage({ ask: "switch-site", site, on });
  const showToken = () => background.seen(HOMESERVER, "t1", { origin });
  const sessions = () => [...background.inMemory.values.keys()].filter((key) => key.startsWith("session "));

  /** Alice has always allowed the tests' widget. */
  async function allow(): Promise<void> {
    const subject = { partition: "default", client: origin, userId: "@alice:hs.example" };
    await background.persistent.set("consents", [
      { ...subject, widget: "https://widget.example", givenAt: 1 },
    ]);
  }

  /** The user says no to the first question. */
  async function refuse(): Promise<void> {
    const [question] = (await background.fromPage({ ask: "consent-questions" })) as ConsentQuestion[];
    await background.fromPage({ ask: "consent-answer", id: question?.id, answer: "no" });
  }

  it("has no session learned until it is on", async () => {
    await showToken();
    assert.deepEqual(sessions(), []);
    await switchSite(true);
    await showToken();
    assert.equal(sessions().length, 1);
  });

  it("is not among those that are on, for a page or for a widget's frame that names its host's", async () => {
    const asks = {
      ...{ tabId: 1, frameId: 7, documentId: "W", partition: "default" },
      origin: "https://w.example",
    };
    const isOn = () => background.fromFrame({ ask: "site-on", host: origin }, asks);
    assert.equal(await isOn(), false);
    assert.ok(!((await background.fromPage({ ask: "sites-on" })) as string[]).includes(site));
    await switchSite(true);
    assert.equal(await isOn(), true);
    assert.equal(await background.fromFrame({ ask: "site-on" }, asks), false);
    assert.ok(((await background.fromPage({ ask: "sites-on" })) as string[]).includes(site));
  });

  it("has no widget that the user is asked about, even if somebody logged in while it was on", async () => {
    await switchSite(true);
    await showToken();
    await switchSite(false);
    await background.load({ origin });
    assert.equal(background.given.windows, 0);
    await switchSite(true);
    const loading = background.load({ origin });
    await until("the user is asked", async () => background.given.windows > 0);
    await refuse();
    await loading;
  });

  for (const [what, isTakenAway] of [
    ["keeps what a click has allowed a widget while it is on", false],
    ["has nothing left of what a click has allowed, once its permission was taken away in the browser", true],
  ] as const)
    it(what, async () => {
      const named = { widgets: ["https://widget.example"], features: ["delayed-events"] };
      const choice = { site, patterns: [site], reload: false, client: origin, ...named };
      await background.fromPage({ ask: "protect", tabId: 1, ...choice });
      await until("the widget is promised", async () => background.inMemory.values.has("promised-consents"));
      if (isTakenAway) await background.revoke(site);
      await background.revoke();
      await switchSite(true);
      await showToken();
      const loading = background.load({ origin });
      if (isTakenAway) {
        await until("the user is asked", async () => background.given.windows > 0);
        await refuse();
      }
      await loading;
      assert.equal(background.given.windows, isTakenAway ? 1 : 0);
    });

  it("has no widget tied to it, whichever of its frames reports one", async () => {
    const [nonce, widget] = [crypto.randomUUID(), { id: "w", origin: "https://widget.example" }];
    const frame = { tabId: 1, frameId: 1, documentId: "WIDGET", origin: widget.origin, partition: "default" };
    const host = { ...frame, frameId: 0, documentId: "HOST", origin };
    const here = () => background.fromFrame({ ask: "widget-here", nonce, host: origin, late: false }, frame);
    const embedding = { ids: [], page: `${origin}/` };
    const seen = () =>
      background.fromFrame({ ask: "widget-seen", nonce, late: false, widget, embedding }, host);
    assert.equal(await here(), false);
    await switchSite(true);
    assert.equal(await here(), true);
    await switchSite(false);
    assert.equal(await seen(), false);
    await switchSite(true);
    assert.equal(await seen(), true);
  });

  it("has nothing done for a widget that it loaded while it was on", async () => {
    await switchSite(true);
    await showToken();
    await allow();
    const nonce = await background.load({ origin });
    const schedule = () => background.ask("send_event", { ...EVENT, room_id: "!r:x" }, { origin, nonce });
    assert.equal(typeof (await schedule())?.delay_id, "string");
    await switchSite(false);
    const asked = requests.length;
    assert.deepEqual(await schedule(), { error: { message: "Error sending event" } });
    assert.equal(requests.length, asked);
  });
});
