import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import {
  isStickyJoin,
  isStickyLeave,
  lastWillAfter,
  pendingIn,
  STICKY_MEMBER,
} from "../environment/call/membership.ts";
import { openCall } from "../environment/call/open-call.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { type FaultProxy, startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { type Actor, actorsOf, byExtension, delayRequestsAmong } from "./conformance/delay-requests.ts";

/** How long a call membership is sticky in matrix-js-sdk (ms). */
const STICKY_FOR = 3_600_000;

/** Hosts that send sticky events, and who schedules and restarts the delayed ones. */
const HOSTS: { name: string; host: Record<string, string>; actor: Actor }[] = [
  { name: "and delayed ones", host: { host: "1.19.0", driver: "native", sticky: "1" }, actor: "host" },
  {
    name: "and no delayed ones",
    host: { host: "1.19.0", driver: "send-event-only", sticky: "1" },
    actor: "extension",
  },
];

describe(`an Element Call call with sticky events, in ${browserName}`, function () {
  this.timeout(60_000);
  const scene = useCallStage({ config: { matrix_rtc_mode: "matrix_2_0" } });
  let proxy: FaultProxy;
  before(async () => {
    proxy = scene.closing(await startFaultProxy(scene.stage.synapse.baseUrl));
  });
  afterEach(() => assert.deepEqual(uncaughtErrors(scene.browser), []));

  for (const { name, host, actor } of HOSTS) {
    it(`schedules a sticky last will in a client that sends sticky events ${name}`, async () => {
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
      const { msc4354_sticky_key: key } = joined.content;
      const [will, ...more] = await pendingIn(stage, room);
      assert.deepEqual(more, []);
      assert.deepEqual([will?.type, will?.content], [STICKY_MEMBER, { msc4354_sticky_key: key }]);
      const requests = () => delayRequestsAmong(proxy.requests.slice(from));
      assert.deepEqual(
        [actorsOf(requests(), "schedule"), actorsOf(requests(), "restart")],
        [[actor], [actor]],
      );

      const leave = isStickyLeave(alice.userId);
      if (actor === "extension") await lastWillAfter(stage, room, () => opened.page.close(), leave);
      else {
        await opened.hangUp();
        await bob.waitForEvent(room, leave, 5_000);
        await opened.page.close();
      }
      const left = await bob.waitForEvent(room, leave, 0);
      assert.deepEqual((left as { msc4354_sticky?: unknown }).msc4354_sticky, { duration_ms: STICKY_FOR });
      if (actor === "host") assert.deepEqual(byExtension(requests()), [], "it stays out of it");
    });
  }
});
