import assert from "node:assert/strict";
import type { BrowserName, TestBrowser } from "../environment/browsers.ts";
import { type AnswerTimes, answerTimes } from "../environment/call/answer-times.ts";
import { type CallStage, setCallStage } from "../environment/call/call-stage.ts";
import { mediaOptions } from "../environment/call/media-options.ts";
import { CALL_MEMBER, isLeave, lastWillAfter, pendingIn } from "../environment/call/membership.ts";
import { type OpenCall, openCall } from "../environment/call/open-call.ts";
import type { CallRequest } from "../environment/call/overhear.ts";
import { type FaultProxy, startFaultProxy } from "../environment/fault-proxy.ts";
import { EXTENSION, openBrowser } from "../environment/stage.ts";
import { tableOf } from "../environment/table.ts";
import { until } from "../environment/until.ts";
import { byExtension, deedsAmong, type Hand, handsOf } from "./conformance/deeds.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;

/** A kind of host, who does what for a call in it, and how Alice leaves that. */
interface Row {
  name: string;
  host: { host: string; driver: string };
  /** Whether Element Call is not on the client's own origin. */
  elsewhere?: true;
  schedule: Hand;
  update: Hand;
  leaves: "hangs up" | "closes the tab";
}

const HOSTS: Row[] = [
  {
    name: "that knows nothing",
    host: { host: "1.6.0", driver: "send-event-only" },
    schedule: "extension",
    update: "extension",
    leaves: "hangs up",
  },
  {
    name: "that knows nothing, on another origin",
    host: { host: "1.6.0", driver: "send-event-only" },
    elsewhere: true,
    schedule: "extension",
    update: "extension",
    leaves: "closes the tab",
  },
  {
    name: "whose library knows delayed events and whose driver does not",
    host: { host: "1.14.0", driver: "send-event-only" },
    schedule: "extension",
    update: "extension",
    leaves: "hangs up",
  },
  {
    name: "that schedules delayed events and cannot restart them",
    host: { host: "1.14.0", driver: "delayed-send-only" },
    schedule: "host",
    update: "extension",
    leaves: "closes the tab",
  },
  {
    name: "that does it all",
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

describe(`a call by Element Call, in ${browserName}`, function () {
  this.timeout(90_000);
  let stage: CallStage;
  let browser: TestBrowser;
  let proxy: FaultProxy;
  const lines: (string | undefined)[][] = [];

  before(async () => {
    stage = await setCallStage();
    proxy = await startFaultProxy(stage.synapse.baseUrl);
    browser = await openBrowser(browserName, { extension: EXTENSION.test, ...mediaOptions(browserName) });
  });
  after(async () => {
    console.log(tableOf(`\nWho keeps a call's last will, in ${browser?.version}`, COLUMNS, lines));
    await browser?.close();
    await proxy?.close();
    await stage?.close();
  });
  afterEach(() => {
    const failures = browser.log.filter(({ kind, source }) => kind === "error" && source === "extension");
    assert.deepEqual(failures, []);
  });

  /** Waits until all about delays that the call has asked for was answered, and well. @returns how soon restarts were */
  async function untilAnswered(opened: OpenCall): Promise<AnswerTimes> {
    let delayed: CallRequest[] = [];
    await until("all is answered, and well", async () => {
      const isDelayed = ({ data }: CallRequest) => data.delay !== undefined || data.delay_id !== undefined;
      delayed = (await opened.requests()).filter(isDelayed);
      return delayed.every(({ response }) => response && response.error === undefined);
    });
    return answerTimes(delayed.filter(({ data }) => data.action === "restart"));
  }

  /** What the call has said of itself: `later` is its last will, `true` that it is there, `false` that it has left. */
  async function saidBy(opened: OpenCall): Promise<unknown[]> {
    return (await opened.requests())
      .filter(({ action, data }) => action === "send_event" && data.type === CALL_MEMBER)
      .map(({ data }) =>
        data.delay === undefined ? Object.keys(data.content as object).length > 0 : "later",
      );
  }

  for (const { name, host, elsewhere, schedule, update, leaves } of HOSTS) {
    it(`lives in a client ${name}, until Alice ${leaves}`, async () => {
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
        await bob.waitForEvent(room, isLeave(alice.userId), 5_000);
      }
      const { count, median, worst } = await untilAnswered(opened);
      // Had it heard of a failure, it would have scheduled once more, or left by an ordinary event.
      assert.deepEqual(await saidBy(opened), ["later", true]);
      const close = () => opened.page.close();
      let late: string | undefined;
      if (leaves === "hangs up") await close();
      else late = `${await lastWillAfter(stage, room, close)} ms`;

      const deeds = deedsAmong(proxy.requests.slice(from));
      const [scheduled, updated] = [handsOf(deeds, "schedule"), handsOf(deeds, "restart", "send")];
      const client = `${host.host}, ${host.driver}${elsewhere ? ", call on another origin" : ""}`;
      const times = [`${count}`, `${median} ms`, `${worst} ms`, late];
      lines.push([client, scheduled.join(), updated.join(), ...times]);
      assert.deepEqual([scheduled, updated], [[schedule], [update]]);
      if (schedule === "host" && update === "host")
        assert.deepEqual(byExtension(deeds), [], "it stays out of it");
    });
  }
});
