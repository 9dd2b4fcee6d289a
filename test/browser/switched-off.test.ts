import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { openToolbarPopup } from "../environment/browser/toolbar-popup.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import type { OpenClient } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const isLastWill = ({ content }: RoomEvent) => content.status === "gone";

/** Asks for an update that names no delayed event, harmless wherever it is heard. @returns the error */
async function errorTo(client: OpenClient, request?: object): Promise<string> {
  const data = { delay_id: "none", action: "restart" };
  const asked = request ?? { action: "org.matrix.msc4157.update_delayed_event", data };
  const { response } = (await client.ask(asked)) as { response: { error?: { message: string } } };
  return response.error?.message ?? "";
}

// Each test continues where the previous one ended.
describe(`the extension, switched off and on again in the browser's settings, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage();
  let earlier: OpenClient;
  let meanwhile: OpenClient;

  before(async () => {
    earlier = await scene.openClient();
    await scene.browser.switchExtension(false);
    meanwhile = await scene.openClient();
  });

  it("leaves a page alone that is loaded meanwhile", async () => {
    assert.match(await errorTo(meanwhile), /^Unknown or unsupported/);
  });

  it("has no delayed event sent immediately once it is on, in pages that were loaded before and meanwhile", async () => {
    const { stage, browser } = scene;
    await browser.switchExtension(true);
    // Before that, Firefox has them answer as if they had been there first.
    await until("the scripts are in the open pages", () =>
      browser.evaluateInBackground(async () => {
        const { storage } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") })
          .chrome;
        const { injected } = (await storage.session.get("injected")) as { injected?: { hosts: string[] } };
        return (injected?.hosts.length ?? 0) > 0;
      }),
    );
    for (const client of [earlier, meanwhile]) {
      const mark = await stage.bob.mark();
      const data = { type: "m.room.message", content: { status: "gone" }, delay: 60_000 };
      assert.equal(
        await errorTo(client, { action: "send_event", data }),
        "Error sending event: Postdate has changed, reload this page",
      );
      await stage.bob.expectNone(stage.room, isLastWill, 1_000, mark);
    }
  });

  it("is not ready in them until they are reloaded, as the popup says", async () => {
    for (const { page } of [earlier, meanwhile]) {
      await page.bringToFront();
      const popup = await openToolbarPopup(scene.browser, page);
      await popup.shows('[data-diagnosis="reload-needed"]');
      await popup.close();
    }
    await meanwhile.page.reload();
    await meanwhile.page.evaluate(() => window.testClient.ready);
    const popup = await openToolbarPopup(scene.browser, meanwhile.page);
    await popup.shows('[data-diagnosis="ready"]');
    await popup.close();
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });
});
