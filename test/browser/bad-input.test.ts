import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { browserName } from "../environment/browser/browser-name.ts";
import { evaluate } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { embed } from "../environment/identity/frames.ts";
import { serveFolder } from "../environment/static-server.ts";
import { temporaryFolder } from "../environment/temporary-folder.ts";
import { useStage } from "../environment/use-stage.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const BAD_DELAY = "Invalid request - delay must be a whole number of milliseconds above 0";

/**
 * Runs in a host's page: two frames post the message, and the second is removed in the same task.
 * @returns for each frame, the messages that the page received from it, and whether it got a reply
 */
async function sendFromFrames(message: object) {
  const results: { heard: unknown[]; replied: boolean }[] = [];
  for (const removed of [false, true]) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const inside = frame.contentWindow as Window & { Function: FunctionConstructor };
    const result = { heard: [] as unknown[], replied: false };
    const hear = ({ data }: MessageEvent) => data.data?.delay && result.heard.push(data);
    window.addEventListener("message", hear);
    const last = new Promise((resolve) =>
      window.addEventListener("message", ({ data }) => data === "last" && resolve(undefined)),
    );
    const replied = new Promise((resolve) => inside.addEventListener("message", resolve));
    new inside.Function("message", "parent.postMessage(message, '*'); parent.postMessage('last', '*')")({
      ...message,
      requestId: `removed: ${removed}`,
    });
    if (removed) frame.remove();
    await last;
    if (!removed) result.replied = Boolean(await replied);
    window.removeEventListener("message", hear);
    results.push(result);
  }
  return results;
}

describe(`a bad message from a widget, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useStage({ client: {} });

  before(async () => {
    await scene.client.untilHeartbeat("the widget is approved", ({ phase }) => phase === "ready");
  });

  /**
   * Posts a bad request. Checks that nothing reaches the room, nothing is pending and nothing throws.
   * @returns the error
   */
  async function refusal(message: unknown, withinMs: number, verbatim = false): Promise<unknown> {
    const { stage, browser, client } = scene;
    const mark = await stage.bob.mark();
    const reply = (await client.ask(message, withinMs, verbatim)) as {
      response: { error?: { message: string } };
    };
    await stage.bob.expectNone(stage.room, () => true, 150, mark);
    assert.deepEqual(await stage.aliceElsewhere.delayedEvents(), []);
    assert.deepEqual(await client.client(({ errors }) => errors), []);
    assert.deepEqual(uncaughtErrors(browser), []);
    return reply.response.error?.message;
  }

  const send = (change: object) => ({
    action: "send_event",
    data: {
      type: "com.example.heartbeat.member",
      state_key: "heartbeat",
      content: {},
      // Longer than a homeserver takes to start.
      delay: 600_000,
      ...change,
    },
  });
  const update = (data: unknown) => ({ action: UPDATE, data });

  for (const [what, message, sentence] of [
    ["a negative delay", send({ delay: -5 }), BAD_DELAY],
    ["a delay of zero", send({ delay: 0 }), BAD_DELAY],
    ["a delay of null", send({ delay: null }), BAD_DELAY],
    ["a delay that is a string", send({ delay: "soon" }), BAD_DELAY],
    ["a delay too large to be exact", send({ delay: 1e20 }), BAD_DELAY],
    ["a delay longer than the homeserver's maximum", send({ delay: 1e11 }), "Error sending event"],
    ["no type", send({ type: undefined }), "Invalid request - missing event type"],
    ["content that is an array", send({ content: [] }), "Invalid request - event contents must be an object"],
    [
      "content that is a string",
      send({ content: "hi" }),
      "Invalid request - event contents must be an object",
    ],
    ["only a parent_delay_id", send({ delay: undefined, parent_delay_id: "syd_x" }), BAD_DELAY],
  ] as const)
    it(`is refused if it is a send with ${what}`, async () => {
      assert.equal(await refusal(message, 10_000), sentence);
    });

  for (const [what, data, sentence] of [
    ["an unknown delay_id", { delay_id: "syd_nobody", action: "restart" }, "Error updating delayed event"],
    ["no delay_id", { action: "restart" }, "Invalid request - missing delay_id"],
    ["no data", undefined, "Invalid request - missing delay_id"],
    ["an unknown action", { delay_id: "syd_x", action: "explode" }, "Invalid request - unsupported action"],
  ] as const)
    it(`is refused if it is an update with ${what}`, async () => {
      assert.equal(await refusal(update(data), 2_000), sentence);
    });

  it("is refused if it is a delayed send without a requestId", async () => {
    const message = { api: "fromWidget", widgetId: "heartbeat", ...send({}) };
    assert.equal(await refusal(message, 10_000, true), "Invalid request - missing requestId");
  });

  it("is refused if it is a delayed send without a widgetId", async () => {
    const message = { api: "fromWidget", requestId: "r1", ...send({}) };
    assert.equal(await refusal(message, 10_000, true), "Invalid request - missing widgetId");
  });

  for (const message of ["a text", 7, null, ["send_event"], { action: "send_event" }])
    it(`reaches the client untouched if it is not a Widget API message: ${JSON.stringify(message)}`, async () => {
      const before = await scene.client.client(({ hostMessages }) => hostMessages.length);
      await assert.rejects(scene.client.ask(message, 300, true), /No answer within 300 ms/);
      const heard = await scene.client.client(({ hostMessages }) => hostMessages.map(({ data }) => data));
      assert.deepEqual(heard.slice(before), [message]);
    });

  it("is kept from the client and ignored if its window is gone", async () => {
    const { stage, browser } = scene;
    const folder = await temporaryFolder("bare-host");
    await writeFile(
      path.join(folder.path, "index.html"),
      "<!doctype html><title>A host without a policy</title>",
    );
    const host = await serveFolder(folder.path);
    const page = await browser.newPage(`${host.origin}/`);
    const message = { api: "fromWidget", widgetId: "w", ...send({ room_id: stage.room }) };
    const [kept, lost] = await evaluate(page, sendFromFrames, message);
    assert.deepEqual(kept, { heard: [], replied: true });
    assert.deepEqual(lost, { heard: [], replied: false });
    assert.deepEqual(await stage.aliceElsewhere.delayedEvents(), []);
    await page.close();
    await host.close();
    await folder.remove();
  });

  it("is refused in a client without a session", async () => {
    const elsewhere = await serveFolder("dist/pages");
    const page = await scene.browser.newPage(`${elsewhere.origin}/client/client.html`);
    const frame = await embed(page.mainFrame(), `${scene.stage.widgetOrigin}/widget/widget.html?widgetId=w`);
    const answer = (await frame.evaluate(
      (message) => window.heartbeat.request(message, 10_000),
      send({}),
    )) as { response: unknown };
    const missing = "Missing capability for org.matrix.msc4157.send.delayed_event";
    assert.deepEqual(answer.response, { error: { message: missing } });
    await page.close();
    await elsewhere.close();
  });

  it("is answered in time while the homeserver is down, and a valid message works once the homeserver is back", async () => {
    const { stage, client } = scene;
    const { response } = (await client.ask(send({}))) as {
      response: { delay_id: string };
    };
    const restart = update({ delay_id: response.delay_id, action: "restart" });
    await stage.synapse.restart(async () => {
      for (const [message, withinMs, sentence] of [
        [restart, 2_000, "Error updating delayed event"],
        [send({}), 10_000, "Error sending event"],
      ] as const) {
        const reply = (await client.ask(message, withinMs)) as {
          response: { error: { message: string } };
        };
        assert.equal(reply.response.error.message, sentence);
      }
    });
    // Just after its start, a homeserver may take longer to answer than a widget waits.
    await stage.aliceElsewhere.restart(response.delay_id);
    const again = (await client.ask(restart)) as { response: unknown };
    assert.deepEqual(again.response, {});
  });
});
