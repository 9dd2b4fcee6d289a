import assert from "node:assert/strict";
import fc from "fast-check";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import type { Leg, Row, Said } from "../../../../inspector/log/row.ts";
import type { Captured } from "../../../../inspector/log/source.ts";
import { aWidget, rowsOf } from "../frames.ts";

type Widget = ReturnType<typeof aWidget>;

/** What may happen to a request: the entries from this time on (ms), and the duration. */
const happenings: Record<string, (widget: Widget, at: number, id: string) => Captured[]> = {
  answered: (widget, at, id) => [
    widget.widgetAsks(at, "a", id, { id }),
    widget.hostReplies(at + 2, "a", id, { at }),
  ],
  "answered at once": (widget, at, id) => [
    widget.widgetAsks(at, "b", id),
    widget.hostReplies(at, "b", id, { at }),
  ],
  unanswered: (widget, at, id) => [widget.widgetAsks(at, "c", id)],
  "answered twice": (widget, at, id) => [
    ...[widget.widgetAsks(at, "d", id), widget.hostReplies(at + 1, "d", id, { at })],
    widget.hostReplies(at + 3, "d", id, { again: at }),
  ],
  "asked by the host": (widget, at, id) => [
    widget.hostAsks(at, "e", id),
    widget.widgetReplies(at + 4, "e", id, { at }),
  ],
  "done by Postdate": (widget, at, id) => [
    ...[widget.widgetAsksInVain(at, "f", id), widget.performed(at + 5, id, [])],
    ...[
      widget.postedToWidget("fromWidget", at + 6, "f", id, { at }),
      widget.hostReplies(at + 7, "f", id, { at }),
    ],
  ],
  changed: (widget, at, id) => [
    ...[widget.hostAsks(at, "g", id), widget.widgetRepliesInVain(at + 1, "g", id, { at, all: true })],
    ...[
      widget.postedToHost("toWidget", at + 6, "g", id, { at }),
      widget.widgetReplies(at + 7, "g", id, { at }),
    ],
  ],
  probed: (widget, at, id) => [
    ...[widget.postedToHost("fromWidget", at, "h", id), widget.widgetAsks(at + 1, "h", id)],
    widget.hostRepliesInVain(at + 3, "h", id, { at }),
  ],
};

interface Happening {
  which: string;
  /** Whether the id was used ten steps before. */
  isAgain: boolean;
}

const story = fc.array(
  fc.record({ which: fc.constantFrom(...Object.keys(happenings)), isAgain: fc.boolean() }),
  { minLength: 1, maxLength: 25 },
);

function tell(steps: readonly Happening[], widget = aWidget()): Captured[] {
  const told = steps.flatMap(({ which, isAgain }, index) => {
    // A reused id is of the same kind, and an unanswered request is over by then.
    const id = isAgain ? which : `${which}-${index}`;
    return happenings[which]?.(widget, 1_000 + index * 20_000, id) ?? [];
  });
  return [...widget.linked(1, "p"), ...told];
}

/** The entries of both frames, in order for each, in interleaved batches. */
function interleave(
  told: readonly Captured[],
  choices: readonly [isHost: boolean, many: number][],
): Captured[][] {
  const queues = [true, false].map((isHost) =>
    told.filter(({ source }) => (source.documentId === "host-document") === isHost),
  );
  const batches = choices.map(([isHost, many]) => queues[isHost ? 0 : 1]?.splice(0, many) ?? []);
  return [...batches, ...queues].filter((batch) => batch.length > 0);
}

const choices = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6 })), { maxLength: 40 });

function logOf(batches: Captured[][], isTicking = false) {
  const log = createTrafficLog();
  batches.forEach((batch, index) => {
    log.take(batch);
    // Before anything times out, but late enough to give up on missing parts.
    if (isTicking) log.tick(Math.min(1_100 * index, 10_500));
  });
  for (const now of [10_000_000, 10_002_000]) log.tick(now);
  return log;
}

/** Comparable rows: without serials, which depend on the order of arrival. */
const pairsOf = (rows: readonly Row[]) =>
  rows
    .map(({ serial: _, conversation: __, ...row }) =>
      JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    )
    .toSorted();

const legsOf = ({ request, reply, duplicates }: Row): Leg[] =>
  [request, reply, ...duplicates].filter((leg) => leg !== undefined);

describe("the traffic log, with reports of two frames in any order,", () => {
  it("pairs the same messages in the same way", () => {
    fc.assert(
      fc.property(story, choices, (steps, order) => {
        const expected = rowsOf(logOf([tell(steps)]));
        const rows = rowsOf(logOf(interleave(tell(steps), order)));
        assert.deepEqual(pairsOf(rows), pairsOf(expected));
        assert.equal(rows.length, steps.length);
      }),
    );
  });

  it("pairs them so even if it had given up on a part before that came", () => {
    fc.assert(
      fc.property(story, choices, (steps, order) => {
        const expected = rowsOf(logOf([tell(steps)]));
        const rows = rowsOf(logOf(interleave(tell(steps), order), true));
        assert.deepEqual(pairsOf(rows), pairsOf(expected));
      }),
    );
  });

  it("loses no message that was heard, and has none in two rows", () => {
    fc.assert(
      fc.property(story, choices, (steps, order) => {
        const told = tell(steps);
        const rows = rowsOf(logOf(interleave(told, order)));
        const said = rows.flatMap((row) => {
          const all = legsOf(row).flatMap(({ sent, delivered }) => [sent, delivered]);
          return [...new Set(all)].filter((each): each is Said => each !== undefined);
        });
        const payloads = said.map(({ payload }) => payload);
        assert.equal(new Set(payloads).size, payloads.length, "in two rows");
        const messages = told.flatMap((each) =>
          each.is === "entry" && each.entry.is === "heard" && "message" in each.entry
            ? [each.entry.message]
            : [],
        );
        assert.deepEqual(
          messages.filter((message) => !payloads.includes(message)),
          [],
        );
      }),
    );
  });

  it("reports every row as new once, and none that is dropped", () => {
    fc.assert(
      fc.property(story, choices, fc.integer({ min: 1, max: 30 }), (steps, order, rows) => {
        const log = createTrafficLog({ rows, payloads: 1_000_000 });
        const added = interleave(tell(steps), order).flatMap((batch) => {
          const news = log.take(batch);
          assert.ok(news.changed.every((serial) => log.row(serial) && !news.added.includes(serial)));
          return news.added;
        });
        for (const now of [10_000_000, 10_002_000])
          added.push(...log.tick(now).filter((serial) => !added.includes(serial)));
        assert.deepEqual(
          added,
          Array.from({ length: log.last }, (_, index) => index + 1),
        );
        assert.equal(log.fellOut.rows, Math.max(0, log.last - rows));
      }),
    );
  });

  it("counts every unit of dropped payload", () => {
    fc.assert(
      fc.property(story, choices, fc.integer({ min: 0, max: 3_000 }), (steps, order, payloads) => {
        const told = tell(steps);
        const log = createTrafficLog({ rows: 1_000, payloads });
        for (const batch of interleave(told, order)) log.take(batch);
        for (const now of [10_000_000, 10_002_000]) log.tick(now);
        const units = told.flatMap((each) =>
          each.is === "entry" && "message" in each.entry ? [JSON.stringify(each.entry.message).length] : [],
        );
        const held = units.reduce((sum, size) => sum + size, 0) - log.fellOut.payloads;
        assert.ok(held >= 0 && held <= payloads, `${held} of ${payloads}`);
      }),
    );
  });
});
