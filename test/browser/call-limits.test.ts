import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { pendingIn } from "../environment/call/last-will.ts";
import { isLeave } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import {
  type FaultProxy,
  type ProxiedRequest,
  startFaultProxy,
} from "../environment/homeserver/fault-proxy.ts";
import { until } from "../environment/until.ts";

/** Synapse's default rate limit for restarts, cancels, sends and lists together: a burst of 5, then 1 per second. */
const DEFAULT_LIMITS = { rc_message: undefined, rc_delayed_event_mgmt: undefined };
/** Outlasts a refused restart that is followed by a late one, as may happen on a busy machine. */
const TIMING = { delay: 8_000, restart: 1_500 };
const RESTART = /\/delayed_events\/[^/]+\/restart$/;

describe(`an Element Call call at a homeserver that refuses requests, in ${browserName}`, function () {
  this.timeout(120_000);
  const scene = useCallStage({ timing: TIMING, synapse: { config: DEFAULT_LIMITS } });
  let proxy: FaultProxy;
  let opened: OpenCall;
  let room: string;
  let lastWill: string;
  beforeEach(async () => {
    const { stage, browser } = scene;
    proxy = await startFaultProxy(stage.synapse.baseUrl);
    room = await stage.newRoom();
    const client = { ...stage, clientOrigin: await stage.newClientOrigin() };
    opened = await openCall(browser, client, {
      host: { room, homeserver: proxy.baseUrl, refresh: "1" },
    });
    await opened.untilJoined();
    await opened.untilRestarts(2);
    // Listing counts towards the rate limit under test, so it may be refused for a moment.
    await until("the homeserver lists the call's leave", async () => {
      const [pending] = await pendingIn(stage, room);
      lastWill = pending?.delay_id ?? "";
      return pending !== undefined;
    });
  });
  afterEach(async () => {
    const { stage, browser } = scene;
    assert.deepEqual((await stage.bob.timeline(room)).filter(isLeave(stage.alice.userId)), []);
    await opened.untilJoined(0);
    assert.deepEqual(uncaughtErrors(browser), []);
    await opened.page.close();
    await proxy.close();
  });

  const restartsWith = (status: number) =>
    proxy.requests.filter((request) => RESTART.test(request.path) && request.status === status);

  /** Waits until two more of the call's restarts have been answered without an error. */
  async function untilItBeats(): Promise<void> {
    const alive = async () => (await opened.restarts()).filter(({ response }) => !response?.error).length;
    const before = await alive();
    await until("two more restarts have succeeded", async () => (await alive()) >= before + 2);
  }

  /** Checks that the delay that was pending at first is still pending: nothing had to be scheduled again. */
  async function sameLastWill(): Promise<void> {
    // Alice's rate limit may still be used up.
    let pending: { delay_id: string }[] = [];
    await until("the homeserver lists what is pending", async () => {
      pending = await pendingIn(scene.stage, room);
      return true;
    });
    assert.deepEqual(
      pending.map(({ delay_id }) => delay_id),
      [lastWill],
    );
  }

  it("survives when another of Alice's devices has used up her rate limit for restarts", async () => {
    for (let times = 0; times < 2; times += 1) {
      const { length } = restartsWith(429);
      await until("one of the call's restarts is refused", async () => {
        await scene.stage.aliceElsewhere.delayedEvents().catch(mayBeLimited);
        return restartsWith(429).length > length;
      });
      await untilItBeats();
    }
    const told = (await opened.restarts()).filter(({ response }) => response?.error);
    assert.deepEqual([...new Set(told.map(({ response }) => statusIn(response)))], [429]);
    await sameLastWill();
  });

  it("survives while the client does not notice that its token has expired, and after it gets the next token", async () => {
    const { authorization } = proxy.requests.findLast(({ headers }) => headers.authorization)?.headers ?? {};
    const body = { errcode: "M_UNKNOWN_TOKEN", error: "Token has expired", soft_logout: true };
    // js-sdk includes the expired token in its request for the next one. The homeserver does not check it there.
    const hasExpired = ({ headers, path }: ProxiedRequest) =>
      headers.authorization === authorization && !path.endsWith("/refresh");
    proxy.inject(hasExpired, { kind: "answer", status: 401, body });
    await until("a restart is refused", async () => restartsWith(401).length > 0);
    const { length } = await opened.restarts();
    await opened.untilRestarts(length + Math.ceil(TIMING.delay / TIMING.restart) + 1);

    await opened.page.evaluate(() => window.testClient.rotation?.next());
    await untilItBeats();
    const next = restartsWith(200).at(-1)?.headers.authorization;
    assert.ok(next);
    assert.notEqual(next, authorization);
    const told = (await opened.restarts()).filter(({ response }) => response?.error);
    assert.deepEqual(told, []);
    await sameLastWill();
  });
});

function mayBeLimited(error: unknown): void {
  if (!(error instanceof MatrixError && error.httpStatus === 429)) throw error;
}

/** @returns the status of the homeserver's answer, as an error to a widget reports it */
function statusIn(response: unknown): number | undefined {
  type Refusal = { error?: { matrix_api_error?: { http_status: number } } };
  return (response as Refusal | undefined)?.error?.matrix_api_error?.http_status;
}
