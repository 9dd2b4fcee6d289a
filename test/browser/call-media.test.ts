import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { brokenMedia } from "../environment/call/broken-media.ts";
import { type JwtService, startJwtService } from "../environment/call/jwt-service.ts";
import { EARLY, lastWillAfter, pendingIn } from "../environment/call/last-will.ts";
import type { MediaServer } from "../environment/call/media-server.ts";
import { CALL_MEMBER, isJoin, isLeave } from "../environment/call/membership.ts";
import { openCall } from "../environment/call/open-call.ts";
import type { CallRequest } from "../environment/call/overhear.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { until } from "../environment/until.ts";

const GET_TRANSPORTS = "org.matrix.msc4515.get_rtc_transports";
/** Some seconds of sound, or a second of video. */
const SOME_PACKETS = 100;
/** How long Element Call waits for a media server, and the homeserver for Element Call (ms). */
const GIVES_UP_WITHIN = 40_000;

/** What Element Call shows instead of the call once it has given up. */
const GIVEN_UP = "Failed to connect to Livekit server";
/** How long after that one of its requests may still be answered: it waits no longer than this for a restart (ms). */
const SOON = 2_000;

describe(`an Element Call call with unusual media, in ${browserName}`, function () {
  this.timeout(120_000);
  const scene = useCallStage({ smallMedia: true });
  let media: MediaServer | undefined;
  let jwt: JwtService | undefined;
  afterEach(async () => {
    await jwt?.close();
    await media?.close();
    [jwt, media] = [undefined, undefined];
  });

  it("connects through the small server that stands in for LiveKit on machines that cannot build it", async () => {
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
      // The homeserver's list may be too late: when Element Call is refused, it may send the event before we list.
      const toldOf = async () =>
        (await call.requests()).find(({ response }) => response?.delay_id !== undefined)?.response?.delay_id;
      await until(
        "Element Call is told that its last will is scheduled, or gives up",
        async () => (await toldOf()) !== undefined || (await call.headings()).includes(GIVEN_UP),
        GIVES_UP_WITHIN,
      );
      // If the refusal comes before Element Call schedules one, it never joins. The refusal may also come while it
      // waits.
      if ((await toldOf()) === undefined) await bob.expectNone(room, isJoin(alice.userId), SOON, mark);
      await until("all of its requests are answered", async () =>
        (await call.requests()).every(({ data, response }) => data.delay === undefined || response),
      );
      const delayId = await toldOf();
      if (delayId === undefined) {
        assert.deepEqual(await pendingIn(stage, room), []);
        return call.page.close();
      }
      // Element Call may or may not join before it is refused.
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

  it("connects by its own config, without repeated requests, if neither client nor homeserver names a media server", async () => {
    const { stage, browser } = scene;
    const room = await stage.newRoom();
    const call = await openCall(browser, stage, { transports: false, host: { room } });
    await call.untilJoined();
    const asked = (await call.requests()).filter(({ action }) => action === GET_TRANSPORTS);
    assert.equal(asked.length, 1);
    await call.untilRestarts(2);
    await lastWillAfter(stage, room, () => call.page.close());
  });
});

/**
 * The earliest time at which the homeserver may send a last will, according to the call's requests to its host (epoch
 * ms): at a request to send it now, or a whole delay after the last restart.
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
