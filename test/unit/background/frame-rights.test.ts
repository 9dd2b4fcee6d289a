import assert from "node:assert/strict";
import { mock } from "node:test";
import { SEND_CAPABILITIES } from "../../../src/features/delayed-events/names.ts";
import type { FrameSender } from "../../../src/messaging/sender.ts";
import { type Asker, aBackground, CLIENT } from "../../integration/a-background.ts";
import { HOMESERVER, willingHomeserver } from "./willing-homeserver.ts";

const [SEND] = SEND_CAPABILITIES;
const EVENT = { type: "com.example.heartbeat.member", state_key: "k", content: {}, delay: 8_000 };
const APPROVED = ["org.matrix.msc2762.timeline:*", `org.matrix.msc2762.send.state_event:${EVENT.type}`];
const NOT_ALLOWED = { error: { message: `Missing capability for ${SEND}` } };

/** A frame of the client's tab that is neither the widget's nor its host's. */
const neighbour: FrameSender = {
  ...{ tabId: 1, frameId: 9, documentId: "NEIGHBOUR", partition: "default" },
  origin: "https://neighbour.example",
};

describe("a widget's delayed event", () => {
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

  const logIn = () => background.seen(HOMESERVER, "t1");
  const schedule = (asker: Asker) => background.ask("send_event", { ...EVENT, room_id: "!r:x" }, asker);
  const isScheduled = () => requests.some((request) => request.startsWith("PUT"));

  it("is scheduled for its host's frame, by what the host has approved and the user allowed", async () => {
    await logIn();
    assert.equal(typeof (await schedule({ nonce: await background.load({}) }))?.delay_id, "string");
  });

  it("is scheduled for its own frame where the host was told everything, and has failed", async () => {
    await logIn();
    const nonce = await background.load({ hostFailed: true });
    assert.equal(typeof (await schedule({ nonce, hostFailed: true }))?.delay_id, "string");
  });

  it("is not scheduled where the answer could not come while it waits: the way back takes half a second", async () => {
    await logIn();
    const nonce = await background.load({});
    assert.deepEqual(await schedule({ nonce, within: 500 }), { error: { message: "Error sending event" } });
    assert.ok(!isScheduled());
  });

  it("is not scheduled for its own frame where the host was told less: it has looked at nothing then", async () => {
    await logIn();
    const nonce = await background.load({});
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    assert.ok(!isScheduled());
  });

  it("is not scheduled for its own frame where a host that knew its job was told less later", async () => {
    await logIn();
    const nonce = await background.load({ hostFailed: true });
    const host = { ...neighbour, frameId: 0, documentId: "HOST", origin: CLIENT };
    assert.equal(await background.fromFrame({ ask: "hidden", nonce, capabilities: [SEND] }, host), true);
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    assert.ok(!isScheduled());
  });

  it("is not scheduled for its own frame where its host has not said itself that it knows its job", async () => {
    await logIn();
    const nonce = await background.load({ approved: APPROVED, delayed: [] });
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    for (const sender of [neighbour, { ...neighbour, origin: CLIENT }])
      assert.equal(
        await background.fromFrame({ ask: "host-knows", nonce, features: ["delayed-events"] }, sender),
        false,
      );
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    assert.ok(!isScheduled());
  });

  it("is left to the word of a host that has failed, where no session is there to do it with", async () => {
    const nonce = await background.load({ hostFailed: true });
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
  });

  it("is not scheduled by a host's word for what only the user allows", async () => {
    await logIn();
    const nonce = await background.load({ approved: [...APPROVED, SEND], delayed: [] });
    assert.deepEqual(await schedule({ nonce }), NOT_ALLOWED);
    assert.ok(!isScheduled());
  });

  it("is not scheduled by the word of a neighbour's frame for what was hidden or approved", async () => {
    await logIn();
    const nonce = await background.load({ approved: APPROVED, delayed: [] });
    const approval = { requested: APPROVED, approved: APPROVED };
    for (const message of [
      { ask: "hidden", nonce, capabilities: [SEND] },
      { ask: "approved", nonce, approval, asked: [SEND] },
    ])
      assert.equal(await background.fromFrame(message, neighbour), false);
    assert.deepEqual(await schedule({ nonce }), NOT_ALLOWED);
  });

  it("is not scheduled for a neighbour's frame, whatever is known of the widget", async () => {
    await logIn();
    const nonce = await background.load({});
    const data = { ...EVENT, room_id: "!r:x" };
    const message = { ask: "perform", nonce, action: "send_event", data };
    for (const sender of [neighbour, { ...neighbour, origin: CLIENT }, { ...neighbour, frameId: 0 }])
      assert.equal(await background.fromFrame(message, sender), false);
    assert.ok(!isScheduled());
  });
});
