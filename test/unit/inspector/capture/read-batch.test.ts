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
  "a script's posted message": { is: "posted", ...PLACE, origin: "null", message: MESSAGE },
  "the background's action": {
    is: "performed",
    ...PLACE,
    requestId: "r",
    requests: [SENT, { ...SENT, status: undefined }],
  },
  "a host's missing features": { is: "probed", at: 1, partner: 0, lacks: ["delayed-events"] },
  "a link of two frames": { is: "linked", ...PLACE, probe: "p" },
};

const INVALID = {
  nothing: null,
  text: "heard",
  "an unknown kind": { ...HEARD, is: "seen", message: MESSAGE },
  "neither message nor head": HEARD,
  "a message of another protocol": { ...HEARD, message: { hello: 1 } },
  "a message that is text": { ...HEARD, message: "fromWidget" },
  "a partner with an invalid number": { ...HEARD, partner: -1, message: MESSAGE },
  "no time": { ...HEARD, at: Number.NaN, message: MESSAGE },
  "a head with an id of any length": { ...HEARD, head: { ...HEAD, requestId: "r".repeat(1_001) } },
  "a head with a payload for an id": { ...HEARD, head: { ...HEAD, requestId: { a: 1 } } },
  "an origin of any length": { ...HEARD, origin: "o".repeat(1_001), message: MESSAGE },
  "too many requests": { is: "performed", ...PLACE, requestId: "r", requests: Array(101).fill(SENT) },
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
      const linked = VALID["a link of two frames"];
      const read = readBatch({ from: 7, entries: [entry, linked] });
      assert.deepEqual(read, { from: 7, to: 9, entries: [{ number: 8, entry: linked }], dropped: 1 });
    });

  for (const batch of [null, "batch", {}, { from: -1, entries: [] }, { from: 0.5, entries: [] }, { from: 0 }])
    it(`is rejected if it is ${JSON.stringify(batch)}`, () => {
      assert.equal(readBatch(batch), undefined);
    });

  it("is rejected if it has more entries than a frame's batch", () => {
    assert.equal(readBatch({ from: 0, entries: Array(1_001).fill(null) }), undefined);
  });

  it("becomes a head if a payload is too long to keep, or not JSON", () => {
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
