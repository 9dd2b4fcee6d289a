import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { LOOPBACK } from "../environment/homeserver/loopback.ts";
import { EXTENSION, openBrowser, openClient, type Stage, setStage } from "../environment/stage.ts";
import { temporaryFolder } from "../environment/temporary-folder.ts";

const CLIENT = "client.test";
const WIDGET = "widget.test";
const HOMESERVER = "homeserver.test";

/** @returns a folder with the test build, whose manifest also grants these hosts on plain http */
async function grantedTo(folder: string, hosts: string[]): Promise<string> {
  const extension = path.join(folder, "extension");
  await cp(EXTENSION.test, extension, { recursive: true });
  const file = path.join(extension, "manifest.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  manifest.host_permissions.push(...hosts.map((host) => `http://${host}/*`));
  await writeFile(file, JSON.stringify(manifest));
  return extension;
}

describe(`a client on plain http, as on a local network, in ${browserName}`, function () {
  this.timeout(60_000);
  let stage: Stage;
  let browser: TestBrowser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  before(async () => {
    folder = await temporaryFolder("plain-http");
    const extension = await grantedTo(folder.path, [CLIENT, WIDGET, HOMESERVER]);
    const real = await setStage();
    stage = {
      ...real,
      // Any policy allows plain http to loopback addresses.
      synapse: { ...real.synapse, baseUrl: real.synapse.baseUrl.replace(LOOPBACK, HOMESERVER) },
      clientOrigin: real.clientOrigin.replace("localhost", CLIENT),
      widgetOrigin: real.widgetOrigin.replace("localhost", WIDGET),
    };
    browser = await openBrowser(browserName, {
      extension,
      args: browserName === "chromium" ? [`--host-resolver-rules=MAP *.test 127.0.0.1`] : [],
      preferences: {
        "network.dns.localDomains": `${CLIENT},${WIDGET},${HOMESERVER}`,
        "dom.security.https_first": false,
      },
    });
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await folder?.remove();
  });

  for (const [host, words] of [
    ["1.6.0", "knows nothing of delayed events"],
    ["1.14.0", "knows delayed events but lacks a driver for them"],
  ] as const)
    it(`lets a widget schedule and restart without crypto.randomUUID, in a host that ${words}`, async () => {
      const client = await openClient(browser, stage, {
        host,
        widgetId: `heart-${host}`,
        widgetQuery: "autostart=1&delay=60000&interval=300",
      });
      for (const frame of [client.page, client.widget()])
        assert.deepEqual(await evaluate(frame, () => [window.isSecureContext, typeof crypto.randomUUID]), [
          false,
          "undefined",
        ]);
      await client.untilHeartbeat("it restarts", ({ restarts }) => restarts.length > 1);
      const { delayId, errors } = await client.heartbeat((it) => ({
        delayId: it.delayId,
        errors: it.errors,
      }));
      assert.deepEqual(errors, []);
      const pending = await stage.aliceElsewhere.delayedEvents();
      assert.ok(pending.some(({ delay_id }) => delay_id === delayId));
      await client.page.close();
    });
});
