import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { leaveBy } from "../environment/browser/evaluate.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { lastWillAfter, pendingIn } from "../environment/call/last-will.ts";
import { isStickyJoin, isStickyLeave, STICKY_MEMBER } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import {
  type FaultProxy,
  type ProxiedRequest,
  startFaultProxy,
} from "../environment/homeserver/fault-proxy.ts";
import type { RoomEvent } from "../environment/homeserver/room-events.ts";
import {
  type Actor,
  actorBehind,
  actorsOf,
  byExtension,
  delayRequestsAmong,
} from "./conformance/delay-requests.ts";

/** How long a call membership is sticky in matrix-js-sdk (ms). */
const STICKY_FOR = 3_600_000;

/** For each host: who sends the sticky membership, and who schedules and restarts the sticky last will. */
const HOSTS: {
  name: string;
  host: Record<string, string>;
  sends: Actor;
  schedules: Actor;
  restarts: Actor;
}[] = [
  {
    name: "sends sticky and delayed events",
    host: { host: "1.19.0", driver: "native", sticky: "1" },
    sends: "host",
    schedules: "host",
    restarts: "host",
  },
  {
    name: "sends sticky but not delayed events",
    host: { host: "1.19.0", driver: "send-event-only", sticky: "1" },
    sends: "host",
    schedules: "extension",
    restarts: "extension",
  },
  {
    name: "sends delayed but not sticky events",
    host: { host: "1.14.0", driver: "native" },
    sends: "extension",
    schedules: "extension",
    restarts: "host",
  },
  {
    name: "sends neither",
    host: { host: "1.6.0", driver: "send-event-only" },
    sends: "extension",
    schedules: "extension",
    restarts: "extension",
  },
];

describe(`an Element Call call with sticky events, in ${browserName}`, function () {
  this.timeout(120_000);
  const scene = useCallStage({ config: { matrix_rtc_mode: "matrix_2_0" } });
  let proxy: FaultProxy;
  before(async () => {
    proxy = scene.closing(await startFaultProxy(scene.stage.synapse.baseUrl));
  });
  afterEach(() => assert.deepEqual(uncaughtErrors(scene.browser), []));

  for (const { name, host, sends, schedules, restarts } of HOSTS)
    it(`has a sticky membership and a sticky last will in a client that ${name}`, async () => {
      const { stage, browser } = scene;
      const { alice, bob } = stage;
      const room = await stage.newRoom();
      const from = proxy.requests.length;
      const opened = await openCall(browser, stage, {
        host: { room, homeserver: proxy.baseUrl, ...host },
      });
      await opened.untilJoined();
      await opened.untilRestarts(3);

      const joined = await bob.waitForEvent(room, isStickyJoin(alice.userId), 0);
      assert.deepEqual(stickinessOf(joined), { duration_ms: STICKY_FOR });
      const { msc4354_sticky_key: key } = joined.content;
      const [will, ...more] = await pendingIn(stage, room);
      assert.deepEqual(more, []);
      assert.deepEqual([will?.type, will?.content], [STICKY_MEMBER, { msc4354_sticky_key: key }]);
      const requests = () => delayRequestsAmong(proxy.requests.slice(from));
      const who = () => [
        sendersAmong(proxy.requests.slice(from)),
        actorsOf(requests(), "schedule"),
        actorsOf(requests(), "restart"),
      ];
      assert.deepEqual(who(), [[sends], [schedules], [restarts]]);

      const leave = isStickyLeave(alice.userId);
      if (schedules === "extension") await lastWillAfter(stage, room, () => opened.page.close(), leave);
      else {
        // By now the client has heard the capabilities, so its answer to a probe would show that it knows nothing.
        await reload(opened);
        assert.deepEqual(who(), [[sends], [schedules], [restarts]]);
        const mark = await bob.mark();
        await opened.hangUp();
        await opened.untilSent();
        await bob.waitForEvent(room, leave, 15_000, mark);
        await opened.page.close();
      }
      assert.deepEqual(stickinessOf(await bob.waitForEvent(room, leave, 0)), { duration_ms: STICKY_FOR });
      if (sends === "host" && schedules === "host")
        assert.deepEqual(byExtension(requests()), [], "the extension made no request");
    });
});

const stickinessOf = (event: RoomEvent) => (event as { msc4354_sticky?: unknown }).msc4354_sticky;

/** Reloads the call's page, and waits until it has joined and restarts its new last will. */
async function reload({ call, untilJoined, untilRestarts }: OpenCall): Promise<void> {
  const frame = call();
  await Promise.all([frame.waitForNavigation(), leaveBy(frame, () => location.reload())]);
  await untilJoined();
  await untilRestarts(2);
}

/** @returns who sent sticky events that are not delayed */
function sendersAmong(requests: readonly ProxiedRequest[]): Actor[] {
  const sticky = requests.filter(
    ({ method, path }) =>
      method === "PUT" && path.includes("sticky_duration_ms=") && !path.includes("msc4140.delay="),
  );
  return [...new Set(sticky.map(actorBehind))];
}
