import assert from "node:assert/strict";
import type { ConsentQuestion } from "../../../src/messaging/views/consents.ts";
import { until } from "../../environment/until.ts";
import { useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

const origin = "https://chat.example";
const site = "https://chat.example/*";
const EVENT = { type: "com.example.heartbeat.member", state_key: "k", content: {}, delay: 8_000 };

describe("a site that is switched off", () => {
  const scene = useBackground();

  const switchSite = (on: boolean) => scene.background.fromPage({ ask: "switch-site", site, on });
  const showToken = () => scene.background.seen(HOMESERVER, "t1", { origin });
  const sessions = () =>
    [...scene.background.inMemory.values.keys()].filter((key) => key.startsWith("session "));

  /** Alice has always allowed the tests' widget. */
  async function allow(): Promise<void> {
    const subject = { partition: "default", client: origin, userId: "@alice:hs.example" };
    await scene.background.persistent.set("consents", [
      { ...subject, widget: "https://widget.example", givenAt: 1 },
    ]);
  }

  /** The user says no to the first question. */
  async function refuse(): Promise<void> {
    const [question] = (await scene.background.fromPage({ ask: "consent-questions" })) as ConsentQuestion[];
    await scene.background.fromPage({ ask: "consent-answer", id: question?.id, answer: "no" });
  }

  it("has no session learned until it is on", async () => {
    await showToken();
    assert.deepEqual(sessions(), []);
    await switchSite(true);
    await showToken();
    assert.equal(sessions().length, 1);
  });

  it("does not count as on, for a page or for a widget's frame that names its host's site", async () => {
    const asks = {
      tabId: 1,
      frameId: 7,
      documentId: "W",
      partition: "default",
      origin: "https://w.example",
    };
    const isOn = () => scene.background.fromFrame({ ask: "site-on", host: origin }, asks);
    assert.equal(await isOn(), false);
    assert.ok(!((await scene.background.fromPage({ ask: "sites-on" })) as string[]).includes(site));
    await switchSite(true);
    assert.equal(await isOn(), true);
    assert.equal(await scene.background.fromFrame({ ask: "site-on" }, asks), false);
    assert.ok(((await scene.background.fromPage({ ask: "sites-on" })) as string[]).includes(site));
  });

  it("has no widget that the user is asked about, even if there was a login while it was on", async () => {
    await switchSite(true);
    await showToken();
    await switchSite(false);
    await scene.background.load({ origin });
    assert.equal(scene.background.given.windows, 0);
    await switchSite(true);
    const loading = scene.background.load({ origin });
    await until("the user is asked", async () => scene.background.given.windows > 0);
    await refuse();
    await loading;
  });

  for (const [what, isTakenAway] of [
    ["keeps what a click has allowed a widget while it is on", false],
    ["keeps nothing that a click has allowed once its permission is revoked in the browser", true],
  ] as const)
    it(what, async () => {
      const named = { widgets: ["https://widget.example"], features: ["delayed-events"] };
      const choice = { site, patterns: [site], reload: false, client: origin, ...named };
      await scene.background.fromPage({ ask: "protect", tabId: 1, ...choice });
      await until("the widget is promised", async () =>
        scene.background.inMemory.values.has("promised-consents"),
      );
      if (isTakenAway) await scene.background.revoke(site);
      await scene.background.revoke();
      await switchSite(true);
      await showToken();
      const loading = scene.background.load({ origin });
      if (isTakenAway) {
        await until("the user is asked", async () => scene.background.given.windows > 0);
        await refuse();
      }
      await loading;
      assert.equal(scene.background.given.windows, isTakenAway ? 1 : 0);
    });

  it("has no widget assigned, whichever of its frames reports one", async () => {
    const [nonce, widget] = [crypto.randomUUID(), { id: "w", origin: "https://widget.example" }];
    const frame = { tabId: 1, frameId: 1, documentId: "WIDGET", origin: widget.origin, partition: "default" };
    const host = { ...frame, frameId: 0, documentId: "HOST", origin };
    const here = () =>
      scene.background.fromFrame({ ask: "widget-here", nonce, host: origin, late: false }, frame);
    const embedding = { ids: [], page: `${origin}/` };
    const seen = () =>
      scene.background.fromFrame({ ask: "widget-seen", nonce, late: false, widget, embedding }, host);
    assert.equal(await here(), false);
    await switchSite(true);
    assert.equal(await here(), true);
    await switchSite(false);
    assert.equal(await seen(), false);
    await switchSite(true);
    assert.equal(await seen(), true);
  });

  it("gets nothing done for a widget that was loaded while it was on", async () => {
    await switchSite(true);
    await showToken();
    await allow();
    const nonce = await scene.background.load({ origin });
    const schedule = () =>
      scene.background.ask("send_event", { ...EVENT, room_id: "!r:x" }, { origin, nonce });
    assert.equal(typeof (await schedule())?.delay_id, "string");
    await switchSite(false);
    const asked = scene.requests.length;
    assert.deepEqual(await schedule(), { error: { message: "Error sending event" } });
    assert.equal(scene.requests.length, asked);
  });
});
