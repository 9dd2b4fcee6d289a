import assert from "node:assert/strict";
import { SEND_CAPABILITIES } from "../../../src/features/delayed-events/names.ts";
import type { FrameSender } from "../../../src/messaging/sender.ts";
import { type Asker, CLIENT } from "../../integration/a-background.ts";
import { useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

const [SEND] = SEND_CAPABILITIES;
const EVENT = { type: "com.example.heartbeat.member", state_key: "k", content: {}, delay: 8_000 };
const APPROVED = ["org.matrix.msc2762.timeline:*", `org.matrix.msc2762.send.state_event:${EVENT.type}`];
const NOT_ALLOWED = { error: { message: `Missing capability for ${SEND}` } };

/** A frame of the client's tab that is neither the widget's nor its host's. */
const neighbour: FrameSender = {
  tabId: 1,
  frameId: 9,
  documentId: "NEIGHBOUR",
  partition: "default",
  origin: "https://neighbour.example",
};

describe("a widget's delayed event", () => {
  const scene = useBackground();

  const logIn = () => scene.background.seen(HOMESERVER, "t1");
  const schedule = (asker: Asker) => scene.background.ask("send_event", { ...EVENT, room_id: "!r:x" }, asker);
  const isScheduled = () => scene.requests.some((request) => request.startsWith("PUT"));

  it("is scheduled for its host's frame if the host has approved it and the user allowed it", async () => {
    await logIn();
    assert.equal(typeof (await schedule({ nonce: await scene.background.load({}) }))?.delay_id, "string");
  });

  it("is scheduled for its own frame if nothing was hidden from the host, which has failed", async () => {
    await logIn();
    const nonce = await scene.background.load({ hostFailed: true });
    assert.equal(typeof (await schedule({ nonce, hostFailed: true }))?.delay_id, "string");
  });

  it("is not scheduled if the answer would come too late, counting half a second for the way back", async () => {
    await logIn();
    const nonce = await scene.background.load({});
    assert.deepEqual(await schedule({ nonce, within: 500 }), { error: { message: "Error sending event" } });
    assert.ok(!isScheduled());
  });

  it("is not scheduled for its own frame if capabilities were hidden from the host, which has checked nothing then", async () => {
    await logIn();
    const nonce = await scene.background.load({});
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    assert.ok(!isScheduled());
  });

  it("is not scheduled for its own frame if capabilities were hidden later from a host that knows delayed events", async () => {
    await logIn();
    const nonce = await scene.background.load({ hostFailed: true });
    const host = { ...neighbour, frameId: 0, documentId: "HOST", origin: CLIENT };
    assert.equal(
      await scene.background.fromFrame({ ask: "hidden", nonce, capabilities: [SEND] }, host),
      true,
    );
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    assert.ok(!isScheduled());
  });

  it("is not scheduled for its own frame unless its host's own frame reported that the host knows delayed events", async () => {
    await logIn();
    const nonce = await scene.background.load({ approved: APPROVED, delayed: [] });
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    for (const sender of [neighbour, { ...neighbour, origin: CLIENT }])
      assert.equal(
        await scene.background.fromFrame({ ask: "host-knows", nonce, features: ["delayed-events"] }, sender),
        false,
      );
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
    assert.ok(!isScheduled());
  });

  describe("that is also sticky, and at which its host has failed,", () => {
    const STICKY = { type: "m.rtc.member", content: {}, sticky_duration_ms: 60_000, room_id: "!r:x" };
    const host = { ...neighbour, frameId: 0, documentId: "HOST", origin: CLIENT };
    /** Has the host report that it knows these features and delayed events, and fail at a sticky event. */
    async function failedAt(features: string[], data: object) {
      await logIn();
      const nonce = await scene.background.load({ hostFailed: true });
      await scene.background.fromFrame({ ask: "host-knows", nonce, features }, host);
      return scene.background.ask("send_event", { ...STICKY, ...data }, { nonce, hostFailed: true });
    }

    it("is scheduled if the host knows both, and so has checked both rights", async () => {
      assert.equal(typeof (await failedAt(["sticky-events"], { delay: 8_000 }))?.delay_id, "string");
    });

    it("is not scheduled if the host knows only delayed events, and has not checked the right to sticky ones", async () => {
      assert.equal(await failedAt([], { delay: 8_000 }), undefined);
      assert.ok(!isScheduled());
    });

    it("is not sent if it has no delay, because the host may have sent it before it failed", async () => {
      assert.equal(await failedAt(["sticky-events"], {}), undefined);
      assert.ok(!isScheduled());
    });
  });

  it("gets a failed host's own answer if there is no session to schedule it with", async () => {
    const nonce = await scene.background.load({ hostFailed: true });
    assert.equal(await schedule({ nonce, hostFailed: true }), undefined);
  });

  it("is not scheduled just because a host approves what only the user can allow", async () => {
    await logIn();
    const nonce = await scene.background.load({ approved: [...APPROVED, SEND], delayed: [] });
    assert.deepEqual(await schedule({ nonce }), NOT_ALLOWED);
    assert.ok(!isScheduled());
  });

  it("is not scheduled just because a neighbouring frame reports what was hidden or approved", async () => {
    await logIn();
    const nonce = await scene.background.load({ approved: APPROVED, delayed: [] });
    const approval = { requested: APPROVED, approved: APPROVED };
    for (const message of [
      { ask: "hidden", nonce, capabilities: [SEND] },
      { ask: "approved", nonce, approval, asked: [SEND] },
    ])
      assert.equal(await scene.background.fromFrame(message, neighbour), false);
    assert.deepEqual(await schedule({ nonce }), NOT_ALLOWED);
  });

  it("is not scheduled for a neighbouring frame, whatever is known about the widget", async () => {
    await logIn();
    const nonce = await scene.background.load({});
    const data = { ...EVENT, room_id: "!r:x" };
    const message = { ask: "perform", nonce, action: "send_event", data };
    for (const sender of [neighbour, { ...neighbour, origin: CLIENT }, { ...neighbour, frameId: 0 }])
      assert.equal(await scene.background.fromFrame(message, sender), false);
    assert.ok(!isScheduled());
  });
});
