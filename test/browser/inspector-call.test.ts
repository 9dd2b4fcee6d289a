import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { numberedLines } from "../../inspector/export/lines.ts";
import { type Imported, readTraffic } from "../../inspector/export/read.ts";
import { lanesOf } from "../../inspector/readings/lanes.ts";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { downloadOptions, saveInto } from "../environment/browser/downloads.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { type CallStage, setCallStage } from "../environment/call/call-stage.ts";
import { mediaOptions } from "../environment/call/media-options.ts";
import { type RecordedCall, recordCall } from "../environment/call/record-call.ts";
import { SAID, sayOtherSecrets, secretsHeard } from "../environment/call/secrets-heard.ts";
import { type InspectorPage, openInspector, WHOLE_LIST } from "../environment/inspector/inspector-page.ts";
import { EXTENSION, openBrowser } from "../environment/stage.ts";
import { type TemporaryFolder, temporaryFolder } from "../environment/temporary-folder.ts";
import { until } from "../environment/until.ts";

const RESTARTS = 3;

describe(`the inspector's file of an Element Call call, in ${browserName}`, function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;
  let stage: CallStage;
  let browser: TestBrowser;
  let live: InspectorPage;
  let secrets: Awaited<ReturnType<typeof secretsHeard>>;
  let file: string;
  let text: string;
  let read: Imported;

  before(async function () {
    // A whole call is long on a busy machine.
    this.timeout(150_000);
    folder = await temporaryFolder("inspector-call");
    stage = await setCallStage();
    const media = mediaOptions(browserName);
    const { preferences } = downloadOptions(browserName, folder.path);
    browser = await openBrowser(browserName, {
      extension: EXTENSION.test,
      ...media,
      preferences: { ...media.preferences, ...preferences },
    });
    await saveInto(browser, folder.path);
    const during = ({ opened }: RecordedCall) => sayOtherSecrets(opened, stage.bob.userId);
    const recorded = await recordCall(browser, stage, { restarts: RESTARTS, during });
    live = recorded.inspector;
    secrets = await secretsHeard(recorded.opened);
    await live.page.bringToFront();
    const wasSent = (row: string) => /update_delayed_event \| send \|.*done/.test(row);
    await until("the inspector has the leave", async () => (await live.rows()).some(wasSent));
    // A call that was left sometimes posts another message, which only the open inspector would have.
    await recorded.opened.page.close();
    await until("the inspector shows that its page is gone", async () =>
      /Ended at/.test(await live.show("handshake")),
    );
    await live.show("messages");
    file = await live.save(folder.path);
    text = await readFile(file, "utf8");
    read = await readTraffic(numberedLines([text]), async () => {});
  });
  after(async () => {
    await browser?.close();
    await stage?.close();
    await folder?.remove();
  });
  afterEach(() => assert.deepEqual(uncaughtErrors(browser), []));

  it("is complete: it has the handshake, the restarts and the leave", () => {
    assert.deepEqual([read.faults, read.isComplete, read.head?.masked], [[], true, true]);
    const actions = read.rows.map(({ action }) => action);
    for (const action of ["supported_api_versions", "capabilities", "notify_capabilities"])
      assert.ok(actions.includes(action), action);
    const [lane, ...others] = lanesOf(read.rows, 0);
    assert.deepEqual([others, lane?.end.how, lane?.type], [[], "sent", "org.matrix.msc3401.call.member"]);
    const beats = lane?.beats.map(({ action, outcome, by }) => `${action} ${outcome} ${by}`) ?? [];
    assert.equal(beats[0], "schedule done postdate");
    assert.ok(beats.filter((each) => each === "restart done postdate").length >= RESTARTS, beats.join());
    assert.equal(beats.at(-1), "send done postdate");
  });

  it("has no secret of the session, though each secret was in a message", async () => {
    const { delayIds, openIdTokens } = secrets;
    assert.ok(delayIds.length > 0 && openIdTokens.length > 0);
    for (const secret of [...delayIds, ...openIdTokens, ...SAID])
      assert.ok(!text.includes(secret) && !text.includes(encodeURIComponent(secret)), secret);
    // All of Synapse's tokens begin like this, the client's included.
    assert.doesNotMatch(text, /sy[trd]_|eyJ|Bearer \S/);
    const kinds = Object.keys(read.end?.masked ?? {});
    for (const kind of ["delay_id", "openid_token", "to_device", "turn_username", "turn_password"])
      assert.ok(kinds.includes(kind), `${kind} in ${kinds}`);
  });

  it("shows the same rows, handshake, lanes and conformance in an inspector that was not open during the call", async () => {
    const opened = await openInspector(browser, { height: WHOLE_LIST });
    await opened.open(file);
    const areDrawn = (page: InspectorPage) =>
      until("all rows are drawn", async () => (await page.rows()).length === read.rows.length);
    await areDrawn(opened);
    await live.page.bringToFront();
    await areDrawn(live);
    const rows = await live.rows();
    assert.deepEqual(await opened.rows(), rows);
    for (const view of ["handshake", "delays", "conformance"] as const) {
      const words = await live.show(view);
      assert.ok(words.length > 100, words);
      assert.equal(await opened.show(view), words, view);
    }
  });
});
