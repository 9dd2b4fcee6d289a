import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import {
  APPROVED,
  dyingCall,
  MEMBER,
  READ,
  READS,
  SCENES,
  type Scene,
  SILENT,
} from "../environment/inspector/scenes.ts";
import { type Walk, walkInto } from "../environment/inspector/walk.ts";
import { until } from "../environment/until.ts";
import { useStage } from "../environment/use-stage.ts";

const STEP = '[data-testid="step"]';
const ROW = '[data-testid="message"]';
const NOTES = '[data-testid="notes"] li';
const LANE = '[data-testid="lane"]';

describe(`a user who looks into the inspector, in ${browserName}`, function () {
  this.timeout(60_000);
  const used = useStage();
  let walk: Walk | undefined;

  async function into(...scenes: Scene[]) {
    walk = await walkInto(used.browser, used.stage, ...scenes);
    return walk.inspector;
  }
  afterEach(async () => {
    await walk?.close();
    walk = undefined;
    assert.deepEqual(uncaughtErrors(used.browser), []);
  });

  describe("for the cause of an endless spinner", () => {
    it("reads that the client waits for a message that the widget never posts, or for any message at all", async () => {
      const { show, untilSays } = await into(SCENES.noWidget, SCENES.neverLoaded);
      await show("handshake");
      await untilSays(STEP, /The client waits for the widget’s content_loaded; [1-9]\d* s, nothing came$/);
      await untilSays(STEP, /The widget asked what the client knows\. Versions and proposals: \d+/);
      await untilSays(STEP, /The client asked what the widget wants to do; [1-9]\d* s, no answer/);
    });

    it("reads that the widget posted it to a client that did not expect it", async () => {
      const { show, untilSays } = await into(SCENES.loadedUnexpectedly);
      await show("handshake");
      await untilSays(
        `${STEP}[data-tone="bad"]`,
        "The widget said that it has loaded, and the client did not expect that: “Improper sequence",
      );
    });
  });

  it("finds every refusal, and the one capability that would have been enough", async () => {
    const { filter, select, show, texts, untilSays } = await into(SCENES.readsRefused);
    await filter("is:error");
    await until("all are listed", async () => (await texts(ROW)).length === READS);
    assert.ok((await texts(ROW)).every((row) => row.includes("…read_events")));
    await select();
    const words = `${READ} ${MEMBER} was refused: it needs org.matrix.msc2762.receive.state_event:${MEMBER}, and what was approved is ${APPROVED}`;
    await untilSays(NOTES, words);
    await show("handshake");
    await untilSays(`${STEP}[data-tone="bad"]`, words);
    assert.equal((await texts(STEP)).filter((step) => step.includes(words)).length, 1);
  });

  it("sees that an event arrived but the widget's page did not take it", async () => {
    const { filter, select, texts, untilSays } = await into(SCENES.eventNotTaken);
    await filter("is:error");
    await select();
    const [row = ""] = await texts(ROW);
    assert.match(row, /← ?to the widget.*send_event.*error.*widget/);
    await untilSays('[data-testid="details"]', "Unknown or unsupported to-widget action: send_event");
    await untilSays(
      NOTES,
      "The widget’s page listened and did not take this action. The event was delivered.",
    );
  });

  it("sees in the thread that an event was sent and none came back", async () => {
    const { page, filter, select, texts } = await into(SCENES.noEcho);
    await filter("action:send_event");
    await select();
    await (await page.waitForSelector('[data-testid="thread"]'))?.click();
    await filter("");
    await page.waitForSelector(`${ROW} + ${ROW}`);
    const sent = (await texts(`${ROW} .action`)).filter((action) => action === "send_event");
    assert.equal(sent.length, 1);
  });

  it("reads that the client works, but never answers one action", async () => {
    const { filter, select, show, texts, untilSays } = await into(SCENES.silentClient);
    await filter("is:pending over:10s");
    await select();
    await untilSays(NOTES, "No reply in 10 s");
    const [, meanwhile, never] = await texts(NOTES);
    assert.match(
      meanwhile ?? "",
      new RegExp(
        `^Other requests that this client answered meanwhile: ${SILENT.others}, half of them within \\d+ ms$`,
      ),
    );
    assert.equal(never, `This client has never answered ${SILENT.action}`);
    await show("conformance");
    await untilSays('tr[data-verdict="silent"]', SILENT.action);
  });

  it("reads in one lane why the call died: the client can schedule but not restart", async () => {
    const { show, texts, untilSays } = await into(dyingCall(5_000));
    await show("delays");
    await untilSays(`${LANE}[data-end="fired"]`, MEMBER);
    // The next restart may be under way.
    await untilSays(`${LANE} > p`, /^Restarts that failed: ([2-9]) of \1$/);
    const [cause, error, , end] = await texts(`${LANE} > p`);
    assert.equal(cause, "The client accepts delayed events and cannot restart them");
    assert.equal(error, "The client failed: “Error updating delayed event”");
    assert.equal(end, "Its time ran out, and the event was seen in the room");
    assert.match((await texts(`${LANE} svg`)).join(), /✕ .*fired/);
  });
});
