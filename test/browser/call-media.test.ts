import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { brokenMedia } from "../environment/call/broken-media.ts";
import { type JwtService, startJwtService } from "../environment/call/jwt-service.ts";
import type { MediaServer } from "../environment/call/media-server.ts";
import {
  CALL_MEMBER,
  EARLY,
  isJoin,
  isLeave,
  lastWillAfter,
  pendingIn,
} from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import type { CallRequest } from "../environment/call/overhear.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { until } from "../environment/until.ts";

/** Some seconds of sound, or one of a camera. */
const SOME_PACKETS = 100;
/** How long Element Call asks an old client's homeserver for the media server before it falls back to its config (ms). */
const TRANSPORTS_WITHIN = 45_000;

/** How long Element Call waits for a media server, and the homeserver for Element Call (ms). */
const GIVES_UP_WITHIN = 40_000;

describe(`an Element Call call with unusual media, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useCallStage({ smallMedia: true });
  let patient: { call: OpenCall; room: string };
  let media: MediaServer | undefined;
  let jwt: JwtService | undefined;
  before(async () => {
    const { stage, browser } = scene;
    // Its half minute runs while the other tests run theirs.
    const room = await stage.newRoom();
    patient = {
      call: await openCall(browser, stage, { transports: false, host: { room } }),
      room,
    };
  });
  afterEach(async () => {
    await jwt?.close();
    await media?.close();
    [jwt, media] = [undefined, undefined];
  });

  it("connects through the small server that replaces LiveKit where LiveKit cannot be built", async () => {
    const { stage, browser } = scene;
    const room = await stage.newRoom();
    const call = await openCall(browser, stage, { host: { room } });
    await call.untilJoined();
    await call.untilRestarts(3);
    await until("sound comes in", async () => (await stage.media.packetsIn()) > SOME_PACKETS);
    const [{ tracks } = { tracks: [] }] = await stage.media.participants(room);
    assert.deepEqual(tracks, ["AUDIO"]);
    await lastWillAfter(stage, room, () => call.page.close());
  });

  for (const how of ["silent", "refusing"] as const) {
    it(`leaves no ghost when the media server is ${how}`, async () => {
      const { stage, browser } = scene;
      const { alice, bob, synapse } = stage;
      media = await brokenMedia(how);
      jwt = await startJwtService(media, { homeserver: () => synapse.baseUrl });
      const room = await stage.newRoom();
      const mark = await bob.mark();
      const call = await openCall(browser, stage, { transports: jwt.url, host: { room } });
      let delayId = "";
      // Not from the homeserver's list: refused, Element Call may have sent it by the time that anybody looks there.
      await until("Element Call is told that its last will is scheduled", async () => {
        const told = (await call.requests()).map(({ response }) => response?.delay_id);
        delayId = told.find((id) => id !== undefined) ?? "";
        return delayId !== "";
      });
      // It may or may not join the call before it finds out.
      const left = await bob.waitForEvent(room, isLeave(alice.userId), GIVES_UP_WITHIN, mark);
      const due = dueBy(await call.requests(), delayId);
      assert.ok(left.origin_server_ts >= due - EARLY, `${due - left.origin_server_ts} ms before its time`);
      const said = (await bob.timeline(room)).filter(({ type }) => type === CALL_MEMBER);
      const last = said.at(-1);
      assert.ok(last && !isJoin(alice.userId)(last));
      assert.deepEqual(await pendingIn(stage, room), []);
      await call.page.close();
    });
  }

  it("connects in a client that names no media server, after a timeout", async () => {
    const { call, room } = patient;
    await call.page.bringToFront();
    await call.untilJoined(TRANSPORTS_WITHIN);
    await call.untilRestarts(2);
    await lastWillAfter(scene.stage, room, () => call.page.close());
  });
});

/**
 * The earliest time at which the homeserver may send a last will, judging by the call's requests to its host (epoch ms):
 * when it is to be sent now, or has not been restarted for its whole delay.
 */
function dueBy(requests: readonly CallRequest[], delayId: string): number {
  const scheduled = requests.find(({ response }) => response?.delay_id === delayId);
  if (!scheduled) return Number.NaN;
  const { delay = Number.NaN } = scheduled.data;
  let due = scheduled.at + delay;
  for (const { at, data, response } of requests.filter(({ data }) => data.delay_id === delayId)) {
    if (data.action === "send") due = Math.min(due, at);
    else if (response && !response.error) due = at + delay;
  }
  return due;
}
