import assert from "node:assert/strict";
import { OLDER_CALLS, olderCall } from "../../tools/call-releases.mjs";
import { browserName } from "../environment/browser/browser-name.ts";
import { answerTimes } from "../environment/call/answer-times.ts";
import { NEWEST, publishedMount } from "../environment/call/element-call.ts";
import { lastWillAfter, pendingIn } from "../environment/call/last-will.ts";
import { isJoin, isLeave } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { type Ender, whoEnded } from "../environment/call/who-ended.ts";
import { type FaultProxy, startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { tableOf } from "../environment/table.ts";
import { until } from "../environment/until.ts";

/**
 * Releases that delegate their last will to the media service; the last one only if the service offers that beforehand.
 */
const DELEGATING = ["0.22.0", "0.24.0", "0.26.1"];
/** Less than the half minute for which Element Call looks for a media server in vain (ms). */
const THERE_WITHIN = 10_000;
/** How long MatrixRTC waits for the answer to a restart (ms). */
const PROMPT = 2_000;
/** How soon the media server notices that a participant's tab was closed (ms). */
const MISSED_WITHIN = 30_000;

const COLUMNS = [
  ...["Element Call", "last will looked after by", "delay", "membership"],
  ...["restarts", "median", "slowest", "taken out after", "by"],
];

describe(`a release of Element Call in a client of matrix-widget-api 1.6.0, in ${browserName}`, function () {
  this.timeout(120_000);
  const lines: string[][] = [];
  after(() =>
    console.log(tableOf(`\nReleases of Element Call, with Postdate, in ${browserName}`, COLUMNS, lines)),
  );

  describe("whose media service does not look after last wills", () => {
    const { join } = useReleases(false);

    for (const version of [...OLDER_CALLS, NEWEST.version])
      it(`${version} joins, restarts, and leaves by the homeserver when its last will is due`, async () => {
        const { stage, call, room, row, endedBy } = await join(version);
        await call.untilRestarts(3);
        const { count, median, worst } = await answered(call);
        const closedAt = Date.now();
        await lastWillAfter(stage, room, () => call.page.close());
        const after = Date.now() - closedAt;
        const by = await endedBy(closedAt);
        lines.push([...row, `${count}`, `${median} ms`, `${worst} ms`, `${after} ms`, by]);
        assert.deepEqual([by, stage.jwt.delegations], ["the homeserver", []]);
        assert.ok(worst < PROMPT, `${worst} ms`);
      });
  });

  describe("whose media service looks after last wills", () => {
    const { join } = useReleases(true);

    for (const version of DELEGATING)
      it(`${version} joins, delegates its last will, and leaves once the media server has lost it`, async () => {
        const { stage, call, room, delayId, row, endedBy } = await join(version);
        await call.untilRestarts(1);
        const delegation = () => stage.jwt.delegations.find((each) => each.delayId === delayId);
        await until(
          "the service has seen Alice in the media server",
          async () => delegation()?.seen === true,
        );
        const { count, median, worst } = await answered(call);
        const mark = await stage.bob.mark();
        const closedAt = Date.now();
        await call.page.close();
        await stage.bob.waitForEvent(room, isLeave(stage.alice.userId), MISSED_WITHIN, mark);
        const after = Date.now() - closedAt;
        const by = await endedBy(closedAt);
        lines.push([...row, `${count}`, `${median} ms`, `${worst} ms`, `${after} ms`, by]);
        assert.equal(by, "the media service");
        assert.deepEqual(delegation()?.done.at(-1), { action: "send", status: 200 });
        assert.ok(worst < PROMPT, `${worst} ms`);
      });
  });
});

/**
 * Sets the stage.
 * @returns a function that opens a release's call in a client of its own, and waits for its membership
 */
function useReleases(delegates: boolean) {
  const scene = useCallStage({ delegates, named: "homeserver" });
  let proxy: FaultProxy;
  before(async () => {
    proxy = scene.closing(await startFaultProxy(scene.stage.synapse.baseUrl));
  });

  async function join(version: string) {
    const { stage, browser } = scene;
    const { alice, bob, jwt } = stage;
    const dist = version === NEWEST.version ? NEWEST.dist : await olderCall(version, console.log);
    // Releases before 0.24 ask only their config and the server name's site.
    const mount = publishedMount(dist, { livekit: { livekit_service_url: jwt.url } });
    const clientOrigin = await stage.newClientOrigin([mount]);
    const room = await stage.newRoom();
    const mark = await bob.mark();
    const host = { room, homeserver: proxy.baseUrl };
    const call = await openCall(browser, { ...stage, clientOrigin }, { transports: false, host });
    const joined = await bob.waitForEvent(room, isJoin(alice.userId), 45_000, mark);
    await call.untilJoined();
    const membership = joined.origin_server_ts - ((await call.requests())[0]?.at ?? Number.NaN);
    assert.ok(membership < THERE_WITHIN, `${membership} ms`);
    const [will, ...more] = await pendingIn(stage, room);
    assert.deepEqual(more, []);
    const delayId = will?.delay_id ?? "";
    const looksAfter = delegates ? "call and media service" : "call";
    return {
      stage,
      call,
      room,
      delayId,
      row: [version, looksAfter, `${will?.delay} ms`, `${membership} ms`],
      /** Who triggered the last will after the tab was closed (epoch ms). Alice left by nothing else. */
      async endedBy(closedAt: number): Promise<Ender> {
        const leave = (await stage.aliceElsewhere.timeline(room)).findLast(isLeave(alice.userId));
        assert.equal(leave?.unsigned?.["org.matrix.msc4140.delay_id"], delayId);
        const since = proxy.requests.filter(({ at }) => at >= closedAt);
        return whoEnded(since, delayId);
      },
    };
  }

  return { join };
}

/** Checks that the restarts so far have succeeded. @returns how fast they were answered */
async function answered(call: OpenCall) {
  const restarts = await call.restarts();
  for (const { answers } of restarts) assert.deepEqual(answers, [{}]);
  return answerTimes(restarts);
}
