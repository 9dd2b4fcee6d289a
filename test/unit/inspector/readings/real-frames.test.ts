import assert from "node:assert/strict";
import { mock } from "node:test";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import { conformanceOf } from "../../../../inspector/readings/conformance.ts";
import { handshakeOf } from "../../../../inspector/readings/handshake.ts";
import { type Page, pass } from "../../content/frames.ts";
import { aRelay, DELAYED_SEND } from "../../content/relay.ts";
import { rowsOf } from "../frames.ts";
import { inWords } from "../words.ts";

const SOURCES = {
  host: { tabId: 1, frameId: 0, documentId: "HOST", origin: "https://client.example" },
  widget: { tabId: 1, frameId: 1, documentId: "WIDGET", origin: "https://widget.example" },
};

/** Has real scripts in two frames report a handshake, a delayed event and an unknown action. */
async function told(isOpenFirst: boolean) {
  const { host, widget, handshake, ask } = aRelay();
  const open = () => {
    for (const page of [host, widget]) {
      page.inspect();
      page.ports.at(-1)?.say({});
    }
  };
  if (isOpenFirst) open();
  await handshake(1_000);
  if (!isOpenFirst) open();
  await pass(50);
  await ask("send_event", DELAYED_SEND);
  await ask("com.example.unknown", {});
  await pass(100);
  const log = createTrafficLog();
  const pages: [keyof typeof SOURCES, Page][] = [
    ["host", host],
    ["widget", widget],
  ];
  for (const [name, { ports }] of pages)
    for (const { from, entries } of ports.flatMap(({ batches }) => batches))
      log.take(
        entries.map((entry, index) => ({ is: "entry", source: SOURCES[name], number: from + index, entry })),
      );
  for (const later of [0, 1_500]) log.tick(Date.now() + later);
  return log;
}

describe("the reports of real frames", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  for (const isOpenFirst of [true, false])
    it(`become one row for each request, ${isOpenFirst ? "in full" : "with only heads from before"}`, async () => {
      const rows = rowsOf(await told(isOpenFirst));
      const probe = "org.matrix.msc4157.update_delayed_event";
      assert.deepEqual(
        rows.map(({ action, by, duplicates }) => [action, by, duplicates.length]),
        [
          ["capabilities", "widget", 0],
          [probe, "host", 0],
          ["notify_capabilities", "widget", 0],
          ["send_event", "postdate", 0],
          ["com.example.unknown", "host", 0],
        ],
      );
      assert.equal(
        rows.every(({ request }) => request),
        true,
      );
    });

  it("are read as a handshake in which the user approved what the client does not know", async () => {
    const log = await told(true);
    const steps = handshakeOf(log.conversation(1), rowsOf(log), Date.now());
    assert.deepEqual(
      steps.map(({ words }) => inWords(words)),
      ["Capabilities that the widget asked for: 4", "Approved: 4"],
    );
    assert.deepEqual(
      steps[1]?.capabilities?.map(({ by }) => by),
      ["host", "host", "user", "user"],
    );
    assert.deepEqual(log.conversation(1)?.lacks, ["delayed-events"]);
    const { lines } = conformanceOf(rowsOf(log));
    assert.equal(lines.find(({ action }) => action === "probe (delayed-events)")?.verdict, "unsupported");
  });
});
