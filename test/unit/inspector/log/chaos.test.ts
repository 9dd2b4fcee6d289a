import assert from "node:assert/strict";
import fc from "fast-check";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import type { Captured } from "../../../../inspector/log/source.ts";
import type { TrafficEntry } from "../../../../src/messaging/traffic.ts";
import { HOST, rowsOf, WIDGET } from "../frames.ts";

const anyMessage = fc.record({
  api: fc.constantFrom("fromWidget", "toWidget"),
  action: fc.constantFrom("a", "b"),
  requestId: fc.constantFrom("1", "2", "3", undefined, 4),
  widgetId: fc.constantFrom("w", "v"),
  // No two are alike.
  data: fc.uuid(),
  response: fc.constantFrom(undefined, undefined, {}, { error: { message: "No" } }),
});

const anyEntry: fc.Arbitrary<TrafficEntry> = fc
  .record({
    is: fc.constantFrom("heard", "heard", "heard", "posted", "performed", "linked", "probed"),
    at: fc.integer({ min: 0, max: 40_000 }),
    partner: fc.constantFrom(0, 1, 2),
    origin: fc.constantFrom(HOST, WIDGET, "null"),
    kept: fc.boolean(),
    message: anyMessage,
    requestId: fc.constantFrom("1", "2"),
    requests: fc.constant([]),
    lacks: fc.constant([]),
    probe: fc.constantFrom("p", "q"),
  })
  .map((parts) => parts as TrafficEntry);

/**
 * Frames that report anything in any order: in two tabs, with hosts that are widgets, and documents that come and go.
 */
const anyCaptured: fc.Arbitrary<Captured> = fc
  .tuple(
    fc.constantFrom(
      ...["d1", "d2", "d3"].flatMap((id, index) => [0, 1].map((frame) => [id, frame + index] as const)),
    ),
    fc.constantFrom(1, 1, 1, 2),
    fc.constantFrom(HOST, WIDGET, "null"),
    fc.nat({ max: 30 }),
    fc.option(anyEntry, { freq: 15 }),
  )
  .map(([[documentId, frameId], tabId, origin, number, entry]): Captured => {
    const source = { tabId, frameId, documentId, origin };
    return entry ? { is: "entry", source, number, entry } : { is: "gone", source, at: number * 1_000 };
  });

const anything = fc.array(fc.array(anyCaptured, { maxLength: 6 }), { maxLength: 20 });

describe("the traffic log, whatever frames report,", () => {
  it("has every heard message in exactly one row", () => {
    fc.assert(
      fc.property(
        anything,
        fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 5 }),
        (batches, ticks) => {
          const log = createTrafficLog();
          batches.forEach((batch, index) => {
            log.take(batch);
            if (ticks[index] !== undefined) log.tick(ticks[index]);
          });
          for (const now of [100_000, 200_000, 300_000]) log.tick(now);
          const inRows = rowsOf(log).flatMap(({ request, reply, duplicates }) => {
            const legs = [request, reply, ...duplicates];
            const said = new Set(legs.flatMap((leg) => [leg?.sent, leg?.delivered]));
            return [...said].flatMap((each) => each?.payload ?? []);
          });
          assert.equal(new Set(inRows).size, inRows.length, "in two rows");
          const shown = new Set(inRows.map((each) => JSON.stringify(each)));
          const lost = batches.flat().filter((each) => {
            return (
              each.is === "entry" &&
              each.entry.is === "heard" &&
              !shown.has(JSON.stringify((each.entry as { message?: object }).message))
            );
          });
          assert.deepEqual(lost, []);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("keeps its serials, states and conversations consistent", () => {
    fc.assert(
      fc.property(anything, (batches) => {
        const log = createTrafficLog({ rows: 8, payloads: 1_000 });
        let last = 0;
        for (const batch of batches) {
          const { added, changed } = log.take(batch);
          assert.deepEqual(
            added,
            Array.from({ length: log.last - last }, (_, index) => last + index + 1),
          );
          assert.ok(changed.every((serial) => serial <= last && log.row(serial)));
          last = log.last;
          assert.ok(log.last - log.first < 8);
        }
        for (const row of rowsOf(log)) {
          assert.ok(log.conversation(row.conversation));
          assert.equal(row.by === undefined, row.reply === undefined);
          assert.ok(row.request || row.reply);
        }
      }),
      { numRuns: 300 },
    );
  });
});
