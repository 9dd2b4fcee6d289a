import assert from "node:assert/strict";
import { readBatch } from "../../../../inspector/capture/read-batch.ts";

const MESSAGE = { api: "fromWidget", action: "send_event", requestId: "r", widgetId: "w", data: { a: [1] } };
const HEAD = { api: "fromWidget", action: "send_event", requestId: "r", widgetId: "w", answered: false };
const PLACE = { at: 1_000, partner: 1 };
const HEARD = { is: "heard", ...PLACE, origin: "https://widget.example", kept: false };
const SENT = { method: "PUT", path: "/_matrix/client/v3/x", status: 200, took: 12.5 };

const VALID = {
  "a message in full": { ...HEARD, message: MESSAGE },
  "a message's head": { ...HEARD, head: HEAD },
  "a head without ids, with an error": {
    ...HEARD,
    head: { api: "toWidget", action: "", answered: true, error: "no" },
  },
  "what a script posted": { is: "posted", ...PLACE, origin: "null", message: MESSAGE },
  "what the worker did": {
    is: "performed",
    ...PLACE,
    requestId: "r",
    requests: [SENT, { ...SENT, status: undefined }],
  },
  "what a host lacks": { is: "probed", at: 1, partner: 0, lacks: ["delayed-events"] },
  "what belongs together": { is: "linked", ...PLACE, probe: "p" },
};

const INVALID = {
  nothing: null,
  text: "heard",
  "a kind that there is not": { ...HEARD, is: "seen", message: MESSAGE },
  "neither message nor head": HEARD,
  "a message that is none": { ...HEARD, message: { hello: 1 } },
  "a message that is text": { ...HEARD, message: "fromWidget" },
  "a partner that nobody numbered": { ...HEARD, partner: -1, message: MESSAGE },
  "no time": { ...HEARD, at: Number.NaN, message: MESSAGE },
  "a head with an id of any length": { ...HEARD, head: { ...HEAD, requestId: "r".repeat(1_001) } },
  "a head with a payload for an id": { ...HEARD, head: { ...HEAD, requestId: { a: 1 } } },
  "an origin of any length": { ...HEARD, origin: "o".repeat(1_001), message: MESSAGE },
  "requests without end": { is: "performed", ...PLACE, requestId: "r", requests: Array(101).fill(SENT) },
  "something more": { ...HEARD, message: MESSAGE, token: "syt_secret" },
};

describe("a frame's report to the inspector", () => {
  for (const [what, entry] of Object.entries(VALID))
    it(`may be ${what}`, () => {
      const read = readBatch({ from: 7, entries: [entry] });
      assert.deepEqual(read, { from: 7, to: 8, entries: [{ number: 7, entry }], dropped: 0 });
    });

  for (const [what, entry] of Object.entries(INVALID))
    it(`is dropped and counted if it is ${what}, and the rest keeps its numbers`, () => {
      const linked = VALID["what belongs together"];
      const read = readBatch({ from: 7, entries: [entry, linked] });
      assert.deepEqual(read, { from: 7, to: 9, entries: [{ number: 8, entry: linked }], dropped: 1 });
    });

  for (const batch of [null, "batch", {}, { from: -1, entries: [] }, { from: 0.5, entries: [] }, { from: 0 }])
    it(`is no batch if it is ${JSON.stringify(batch)}`, () => {
      assert.equal(readBatch(batch), undefined);
    });

  it("is no batch if it has more entries than a frame puts in one", () => {
    assert.equal(readBatch({ from: 0, entries: Array(1_001).fill(null) }), undefined);
  });

  it("becomes a head if a payload is too long to keep, or cannot be JSON", () => {
    const circle: { self?: object } = {};
    circle.self = circle;
    for (const data of ["x".repeat(1_000_001), 1n, circle]) {
      const read = readBatch({ from: 0, entries: [{ ...HEARD, message: { ...MESSAGE, data } }] });
      assert.deepEqual(
        read?.entries.map(({ entry }) => entry),
        [{ ...HEARD, head: { ...HEAD, error: undefined } }],
      );
    }
  });
});
