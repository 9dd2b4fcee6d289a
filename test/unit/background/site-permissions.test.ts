import assert from "node:assert/strict";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import { until } from "../../environment/until.ts";
import type { Asker } from "../../integration/a-background.ts";
import { useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

const origin = "https://chat.example";
const site = "https://chat.example/*";
const WIDGETS = "https://widget.example/*";

describe("what a site uses", () => {
  const scene = useBackground();

  const switchOn = (which: string) =>
    scene.background.fromPage({ ask: "switch-site", site: which, on: true });
  const noted = () => scene.background.persistent.get("site-needs");

  /** Has a page make a request to its homeserver, and load its widget. */
  async function use(asker: Asker): Promise<void> {
    await scene.background.seen(HOMESERVER, "t1", asker);
    void scene.background.load(asker);
  }

  it("is noted from its requests and from its widgets", async () => {
    await switchOn(site);
    await use({ origin });
    const homeserver = `${new URL(HOMESERVER).origin}/*`;
    await until("both are noted", async () => {
      const { [site]: its = [] } = (await noted()) as Record<string, string[]>;
      return its.includes(homeserver) && its.includes(WIDGETS);
    });
  });

  it("is not noted on disk for a private window, or for a site that is on only through everywhere", async () => {
    await switchOn(EVERYWHERE);
    await use({ origin });
    await switchOn("https://private.example/*");
    await use({ origin: "https://private.example", partition: "private" });
    await until("the private window's is in memory", async () => {
      return JSON.stringify(await scene.background.inMemory.get("site-needs"))?.includes(WIDGETS) === true;
    });
    assert.equal(await noted(), undefined);
    await scene.background.privateClosed();
    assert.deepEqual(await scene.background.inMemory.get("site-needs"), {});
  });
});

describe("everywhere", () => {
  const scene = useBackground();

  it("learns the sessions of every client, but the user is still asked about each widget", async () => {
    await scene.background.seen(HOMESERVER, "t1", { origin });
    await scene.background.fromPage({ ask: "switch-site", site: EVERYWHERE, on: true });
    assert.equal(scene.background.given.windows, 0);
    await scene.background.seen(HOMESERVER, "t1", { origin });
    void scene.background.load({ origin });
    await until("the user is asked", async () => scene.background.given.windows === 1);
    assert.deepEqual(await scene.background.persistent.get("consents"), undefined);
  });
});
