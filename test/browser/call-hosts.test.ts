import assert from "node:assert/strict";
import type { BrowserName, TestBrowser } from "../environment/browsers.ts";
import { type AnswerTimes, answerTimes } from "../environment/call/answer-times.ts";
import { type CallStage, setCallStage } from "../environment/call/call-stage.ts";
import { mediaOptions } from "../environment/call/media-options.ts";
import { CALL_MEMBER, isLeave, pendingIn } from "../environment/call/membership.ts";
import { openCall } from "../environment/call/open-call.ts";
import { type FaultProxy, startFaultProxy } from "../environment/fault-proxy.ts";
import { EXTENSION, openBrowser } from "../environment/stage.ts";
import { tableOf } from "../environment/table.ts";
import { until } from "../environment/until.ts";
import { type Deed, deedsAmong, type Hand } from "./conformance/deeds.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;

/** Kinds of hosts, and who does what for a call in them. */
const HOSTS: { name: string; host: Record<string, string>; schedule: Hand; update: Hand }[] = [
  {
    name: "whose library knows delayed events and whose driver does not",
    host: { host: "1.14.0", driver: "send-event-only" },
    schedule: "extension",
    update: "extension",
  },
  {
    name: "that schedules delayed events and cannot restart them",
    host: { host: "1.14.0", driver: "delayed-send-only" },
    schedule: "host",
    update: "extension",
  },
  {
    name: "that does it all",
    host: { host: "1.19.0", driver: "native" },
    schedule: "host",
    update: "host",
  },
];

const COLUMNS = ["client", "scheduled by", "restarted, sent by", "restarts", "median", "slowest"];

describe(`a call by Element Call, in ${browserName}`, function () {
  this.timeout(90_000);
  let stage: CallStage;
  let browser: TestBrowser;
  let proxy: FaultProxy;
  const lines: string[][] = [];

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

  /**
   * Opens a call, waits for restarts, hangs up, and tells what the homeserver was asked for, and how soon restarts were
   * answered.
   */
  async function wholeCall(
    options: Parameters<typeof openCall>[2] = {},
  ): Promise<{ deeds: Deed[]; times: AnswerTimes }> {
    const { alice, bob } = stage;
    const room = await stage.newRoom();
    const from = proxy.requests.length;
    const host = { room, homeserver: proxy.baseUrl, ...options.host };
    const opened = await openCall(browser, stage, { ...options, host });
    await opened.untilJoined();
    await opened.untilRestarts(3);
    assert.equal((await pendingIn(stage, room)).length, 1);
    assert.deepEqual((await bob.timeline(room)).filter(isLeave(alice.userId)), []);
    await opened.hangUp();
    await bob.waitForEvent(room, isLeave(alice.userId), 5_000);
    const delayed = async () =>
      (await opened.requests()).filter(({ data }) => data.delay !== undefined || data.delay_id !== undefined);
    await until("all is answered, and well", async () =>
      (await delayed()).every(({ response }) => response && response.error === undefined),
    );
    // What Element Call does when it hears of a failure: it schedules once more, or leaves by an ordinary event.
    const own = (await opened.requests()).filter(
      ({ action, data }) => action === "send_event" && data.type === CALL_MEMBER,
    );
    assert.deepEqual(
      own.map(({ data }) =>
        data.delay === undefined ? Object.keys(data.content as object).length > 0 : "later",
      ),
      ["later", true],
    );
    const times = answerTimes((await delayed()).filter(({ data }) => data.action === "restart"));
    await opened.page.close();
    return { deeds: deedsAmong(proxy.requests.slice(from)), times };
  }

  /** Who has done something with success: each time the same. */
  function handsOf(deeds: Deed[], ...whats: Deed["what"][]): Hand[] {
    const done = deeds.filter(({ what, status }) => whats.includes(what) && status === 200);
    return [...new Set(done.map(({ by }) => by))];
  }

  /** A call in such a client, as it must be, and as a line of the table. */
  async function lives(
    client: string,
    options: Parameters<typeof openCall>[2],
    { schedule, update }: { schedule: Hand; update: Hand },
  ): Promise<void> {
    const { deeds, times } = await wholeCall(options);
    const [scheduled, updated] = [handsOf(deeds, "schedule"), handsOf(deeds, "restart", "send")];
    const { count, median, worst } = times;
    lines.push([client, scheduled.join(), updated.join(), `${count}`, `${median} ms`, `${worst} ms`]);
    assert.deepEqual([scheduled, updated], [[schedule], [update]]);
  }

  for (const { name, host, ...hands } of HOSTS)
    it(`lives in a client ${name}`, () => lives(`${host.host}, ${host.driver}`, { host }, hands));

  it("lives in a client that knows nothing, on an origin of its own", () =>
    lives(
      "1.6.0, call on another origin",
      { from: stage.widgetOrigin },
      { schedule: "extension", update: "extension" },
    ));
});
