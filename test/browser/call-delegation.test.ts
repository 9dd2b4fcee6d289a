import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { pendingIn } from "../environment/call/last-will.ts";
import { isLeave } from "../environment/call/membership.ts";
import { openCall } from "../environment/call/open-call.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { until } from "../environment/until.ts";

/** Element Call's delay when a service restarts and sends the delayed event for it (ms). */
const DELEGATED = 3_600_000;
/** How soon the media server notices that a participant's tab was closed (ms). */
const MISSED_WITHIN = 30_000;

describe(`an Element Call call that delegates its last will to a service, in ${browserName}`, function () {
  this.timeout(120_000);
  const scene = useCallStage({ delegates: true });

  it("gives the service the homeserver's delay_id, and the service ends the call once the media server loses Alice", async () => {
    const { stage, browser } = scene;
    const { room, alice, bob, jwt, synapse } = stage;
    const opened = await openCall(browser, stage);
    await opened.untilJoined();
    await opened.untilRestarts(1);
    await until("the service has restarted the delay", async () =>
      jwt.delegations.some(({ done }) => done.length > 0),
    );

    const [delegation, ...others] = jwt.delegations;
    assert.deepEqual(others, []);
    const [will, ...more] = await pendingIn(stage, room);
    assert.deepEqual(more, []);
    assert.equal(will?.delay, DELEGATED);
    assert.equal(delegation?.delayId, will.delay_id);
    assert.equal(delegation.homeserver, synapse.baseUrl);
    assert.deepEqual(delegation.done, [{ action: "restart", status: 200 }]);
    const [restart] = await opened.restarts();
    assert.deepEqual(
      [restart?.data.delay_id, restart?.response],
      [will.delay_id, {}],
      "Element Call restarts it itself as well",
    );

    await until("the service has seen Alice in the media server", async () => delegation.seen);
    const mark = await bob.mark();
    await opened.page.close();
    await bob.waitForEvent(room, isLeave(alice.userId), MISSED_WITHIN, mark);
    await until("the service knows that it has sent the event", async () => delegation.done.length > 1);
    assert.deepEqual(delegation.done.slice(1), [{ action: "send", status: 200 }]);
    assert.deepEqual(await pendingIn(stage, room), []);
    assert.deepEqual(uncaughtErrors(browser), []);
  });
});
