import assert from "node:assert/strict";
import type { Request } from "../../../../src/background/homeserver/request.ts";
import { roomEventRequests } from "../../../../src/background/homeserver/room-events.ts";

const common = { type: "t", sender: "@alice:x", origin_server_ts: 1_000, state_key: "", content: {} };
const lastEvents = async (...chunk: unknown[]) => {
  const request: Request = async () => ({ body: { chunk }, here: (at) => at + 100 });
  return roomEventRequests(request).lastEvents("!r:x", "t");
};

describe("the last events in a room", () => {
  it("have their content unchanged, whatever its keys are called", async () => {
    const content = JSON.parse('{"constructor":1,"prototype":2,"__proto__":{"b":3}}');
    const [event] = await lastEvents({ ...common, content });
    assert.equal(JSON.stringify(event?.content), JSON.stringify(content));
  });

  it("have times by our clock; those with an invalid time are kept without one", async () => {
    for (const origin_server_ts of [1e300, -1, null, "soon"]) {
      const [event] = await lastEvents({ ...common, origin_server_ts });
      assert.ok(event && !("at" in event));
    }
    assert.equal((await lastEvents(common))[0]?.at, 1_100);
  });

  it("name the delay that each one came from, under the specification's name or the proposal's", async () => {
    for (const name of ["delay_id", "org.matrix.msc4140.delay_id"])
      assert.equal((await lastEvents({ ...common, unsigned: { [name]: "d1" } }))[0]?.delayId, "d1");
    for (const unsigned of [{}, { delay_id: 7 }, { age: 1 }, "nonsense", undefined]) {
      const [event] = await lastEvents({ ...common, unsigned });
      assert.ok(event && !("delayId" in event), String(unsigned));
    }
  });

  it("leave out anything that is not an event", async () => {
    assert.equal((await lastEvents(7, { ...common, content: null }, common)).length, 1);
  });
});
