import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { type AnswerTimes, answerTimes } from "../environment/call/answer-times.ts";
import { lastWillAfter, pendingIn } from "../environment/call/last-will.ts";
import { CALL_MEMBER, isLeave } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import type { CallRequest } from "../environment/call/overhear.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { type FaultProxy, startFaultProxy } from "../environment/homeserver/fault-proxy.ts";
import { tableOf } from "../environment/table.ts";
import { until } from "../environment/until.ts";
import { type Actor, actorsOf, byExtension, delayRequestsAmong } from "./conformance/delay-requests.ts";

/** A kind of host, who makes a call's requests there, and how Alice leaves. */
interface Row {
  name: string;
  host: { host: string; driver: string };
  /** Set if Element Call and the client have different origins. */
  elsewhere?: true;
  schedule: Actor;
  update: Actor;
  leaves: "hangs up" | "closes the tab";
}

const HOSTS: Row[] = [
  {
    name: "that knows nothing of delayed events",
    host: { host: "1.6.0", driver: "send-event-only" },
    schedule: "extension",
    update: "extension",
    leaves: "hangs up",
  },
  {
    name: "that knows nothing of delayed events, with Element Call on another origin",
    host: { host: "1.6.0", driver: "send-event-only" },
    elsewhere: true,
    schedule: "extension",
    update: "extension",
    leaves: "closes the tab",
  },
  {
    name: "whose library knows delayed events but whose driver does not",
    host: { host: "1.14.0", driver: "send-event-only" },
    schedule: "extension",
    update: "extension",
    leaves: "hangs up",
  },
  {
    name: "that schedules delayed events but cannot restart them",
    host: { host: "1.14.0", driver: "delayed-send-only" },
    schedule: "host",
    update: "extension",
    leaves: "closes the tab",
  },
  {
    name: "that does everything itself",
    host: { host: "1.19.0", driver: "native" },
    schedule: "host",
    update: "host",
    leaves: "hangs up",
  },
];

const COLUMNS = [
  "client",
  "scheduled by",
  "updated by",
  "restarts",
  "median",
  "slowest",
  "last will after its time",
];

describe(`an Element Call call, in ${browserName}`, function () {
  this.timeout(120_000);
  const scene = useCallStage();
  let proxy: FaultProxy;
  const lines: (string | undefined)[][] = [];

  before(async () => {
    proxy = scene.closing(await startFaultProxy(scene.stage.synapse.baseUrl));
  });
  after(() => {
    console.log(tableOf(`\nWho keeps a call's last will, in ${scene.browser.version}`, COLUMNS, lines));
  });
  afterEach(() => {
    const failures = uncaughtErrors(scene.browser).filter(({ source }) => source === "extension");
    assert.deepEqual(failures, []);
  });

  /** Waits until all of the call's delay requests have succeeded. @returns how fast restarts were answered */
  async function untilAnswered(opened: OpenCall): Promise<AnswerTimes> {
    let delayed: CallRequest[] = [];
    await until("all delay requests have succeeded", async () => {
      const isDelayed = ({ data }: CallRequest) => data.delay !== undefined || data.delay_id !== undefined;
      delayed = (await opened.requests()).filter(isDelayed);
      return delayed.every(({ response }) => response && response.error === undefined);
    });
    return answerTimes(delayed.filter(({ data }) => data.action === "restart"));
  }

  /** The events that the call sent: `later` for its last will, `true` for joining, `false` for leaving. */
  async function sentBy(opened: OpenCall): Promise<unknown[]> {
    return (await opened.requests())
      .filter(({ action, data }) => action === "send_event" && data.type === CALL_MEMBER)
      .map(({ data }) =>
        data.delay === undefined ? Object.keys(data.content as object).length > 0 : "later",
      );
  }

  for (const { name, host, elsewhere, schedule, update, leaves } of HOSTS) {
    it(`stays up in a client ${name} until Alice ${leaves}`, async () => {
      const { stage, browser } = scene;
      const { alice, bob } = stage;
      const room = await stage.newRoom();
      const from = proxy.requests.length;
      const opened = await openCall(browser, stage, {
        host: { room, homeserver: proxy.baseUrl, ...host },
        ...(elsewhere && { from: stage.widgetOrigin }),
      });
      await opened.untilJoined();
      await opened.untilRestarts(3);
      assert.equal((await pendingIn(stage, room)).length, 1);
      assert.deepEqual((await bob.timeline(room)).filter(isLeave(alice.userId)), []);
      if (leaves === "hangs up") {
        await opened.hangUp();
        await opened.untilSent();
        await bob.waitForEvent(room, isLeave(alice.userId), 15_000);
      }
      const { count, median, worst } = await untilAnswered(opened);
      // After a failure, the call would have scheduled again or left by an ordinary event.
      assert.deepEqual(await sentBy(opened), ["later", true]);
      const close = () => opened.page.close();
      let late: string | undefined;
      if (leaves === "hangs up") await close();
      else late = `${await lastWillAfter(stage, room, close)} ms`;

      const requests = delayRequestsAmong(proxy.requests.slice(from));
      const [scheduled, updated] = [actorsOf(requests, "schedule"), actorsOf(requests, "restart", "send")];
      const client = `${host.host}, ${host.driver}${elsewhere ? ", call on another origin" : ""}`;
      const times = [`${count}`, `${median} ms`, `${worst} ms`, late];
      lines.push([client, scheduled.join(), updated.join(), ...times]);
      assert.deepEqual([scheduled, updated], [[schedule], [update]]);
      if (schedule === "host" && update === "host")
        assert.deepEqual(byExtension(requests), [], "the extension made no request");
    });
  }
});
