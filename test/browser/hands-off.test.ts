import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { inWords } from "./conformance/delay-requests.ts";
import { LONG, STARTS_AT_ONCE } from "./conformance/life.ts";
import { probesOf, type Recording, record } from "./conformance/recording.ts";
import { type Cell, type Scene, setScene } from "./conformance/scene.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const TRANSPORTS = "org.matrix.msc4515";

const update = (delay_id: string, action: string) => ({ action: UPDATE, data: { delay_id, action } });
/** Waits until the newest room event that the host has fed the widget is the widget's own, with this status. */
const isFed = (cell: Cell, status: "alive" | "gone") =>
  until(`the widget is fed its own ${status} event`, () =>
    cell.widget().evaluate((wanted) => {
      const fed = window.heartbeat.received
        .map(({ data }) => data as { api: string; action: string; data: { content?: { status?: string } } })
        .filter(({ api, action }) => api === "toWidget" && action === "send_event");
      return fed.at(-1)?.data.content?.status === wanted;
    }, status),
  );

async function beats(cell: Cell): Promise<void> {
  await cell.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
  await isFed(cell, "alive");
}

/**
 * From the handshake on: schedule, restart, send now, schedule again, cancel, with some invalid requests in between.
 */
async function wholeLife(cell: Cell): Promise<void> {
  await beats(cell);
  const delayId = (await cell.heartbeat((it) => it.delayId)) ?? "";
  await cell.ask(update(delayId, "restart"));
  await cell.ask(update(delayId, "restart"));
  await cell.ask(update(delayId, "explode"));
  await cell.ask(update("syd_nobody", "restart"));
  await cell.heartbeat((it) => it.sendNow());
  await isFed(cell, "gone");
  await cell.heartbeat((it) => it.start());
  await beats(cell);
  await cell.heartbeat((it) => it.cancel());
  assert.equal(await cell.heartbeat(({ phase }) => phase), "cancelled");
}

const LIFE_AT_HOMESERVER = [
  "schedule by host (200), restart by host (200), restart by host (200), restart by host (404), send by host (200)",
  "schedule by host (200), cancel by host (200)",
].join(", ");

/**
 * The life of a widget without delayed events: it asks for more capabilities, sends, reads, and tries unknown actions.
 */
async function ordinaryLife(cell: Cell): Promise<void> {
  await beats(cell);
  const capabilities = ["org.matrix.msc2762.receive.event:m.room.message"];
  await cell.ask({ action: "org.matrix.msc2974.request_capabilities", data: { capabilities } });
  await cell.untilHeartbeat("the host answers the later request for capabilities", ({ approved }) =>
    approved.includes("org.matrix.msc2762.receive.event:m.room.message"),
  );
  const content = { msgtype: "m.text", body: '{ "delay": 5 }', delay: 5, status: "gone" };
  await cell.ask({ action: "send_event", data: { type: "m.room.message", content } });
  await isFed(cell, "gone");
  const state = { type: "com.example.heartbeat.member", state_key: true };
  await cell.ask({ action: "org.matrix.msc2876.read_events", data: state });
  await cell.ask({ action: "com.example.unknown", data: { delay: LONG } });
}

/** @returns the recording, with the version of transports added to what the widget is told */
function withVersion({ widget, ...others }: Recording): Recording {
  const told = widget.versions.map((each) => {
    const { response, ...data } = (each as { data: { response?: { supported_versions?: string[] } } }).data;
    const said = response?.supported_versions;
    if (!said || said.includes(TRANSPORTS)) return each;
    return {
      ...each,
      data: { ...data, response: { ...response, supported_versions: [...said, TRANSPORTS] } },
    };
  });
  return { widget: { ...widget, versions: told }, ...others };
}

describe(`Postdate, when it has nothing to do, in ${browserName}`, function () {
  this.timeout(60_000);
  let scenes: { with: Scene; without: Scene };
  before(async () => {
    const [withIt, without] = await Promise.all([
      setScene(browserName, EXTENSION.test),
      setScene(browserName),
    ]);
    scenes = { with: withIt, without };
  });
  afterEach(async () => {
    await Promise.all([scenes.with.leave(), scenes.without.leave()]);
    const failures = uncaughtErrors(scenes.with.browser);
    assert.deepEqual(failures, []);
  });
  after(() => Promise.all([scenes?.with.close(), scenes?.without.close()]));

  /** Lives the same life with and without the extension. @returns the cell with it, and the recordings of both */
  async function bothWays(options: Parameters<Scene["open"]>[0], life: (cell: Cell) => Promise<void>) {
    const recorded: Recording[] = [];
    const cells: Cell[] = [];
    for (const scene of [scenes.without, scenes.with]) {
      const room = await scene.stage.newRoom();
      const cell = await scene.open({ ...options, room, widgetId: "heart" });
      await life(cell);
      recorded.push(await record(cell, scene));
      cells.push(cell);
    }
    const [without, withIt] = recorded as [Recording, Recording];
    return { cell: cells[1] as Cell, without, withIt };
  }

  for (const kind of ["state", "message"])
    it(`changes nothing for widget, client, driver and homeserver: 1.19.0, native, ${kind} events`, async () => {
      const widgetQuery = `${STARTS_AT_ONCE}&kind=${kind}&extra=org.matrix.msc2762.receive.event:m.room.message`;
      const { cell, without, withIt } = await bothWays(
        { host: "1.19.0", driver: "native", widgetQuery },
        wholeLife,
      );
      assert.equal(without.homeserver, LIFE_AT_HOMESERVER);
      assert.deepEqual(withIt, without);
      assert.equal(await probesOf(cell), 1);
    });

  for (const host of ["1.0.0", "1.6.0", "1.19.0"])
    it(`changes nothing but the versions for a widget without features, and does not probe its host: ${host}`, async () => {
      const widgetQuery = "autostart=1&will=0";
      const { cell, without, withIt } = await bothWays({ host, widgetQuery }, ordinaryLife);
      assert.deepEqual(withIt, withVersion(without));
      assert.equal(await probesOf(cell), 0);
      assert.equal(inWords(cell.delayRequests()), "nothing");
    });

  for (const [host, driver] of [
    ["1.6.0", "send-event-only"],
    ["1.19.0", "native"],
  ] as const)
    it(`probes the host just once more when a widget reloads: ${host}, ${driver}`, async () => {
      const cell = await scenes.with.open({ host, driver, widgetQuery: STARTS_AT_ONCE });
      await beats(cell);
      assert.equal(await probesOf(cell), 1);
      await cell.heartbeat((it) => Object.assign(it, { isOld: true }) && undefined);
      await cell.client((client) => client.reloadWidget());
      await cell.untilHeartbeat(
        "the reloaded widget beats",
        (it) => !("isOld" in it) && it.phase === "beating",
      );
      await cell.ask(update((await cell.heartbeat((it) => it.delayId)) ?? "", "restart"));
      assert.equal(await probesOf(cell), 2);
    });
});
