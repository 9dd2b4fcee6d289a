import assert from "node:assert/strict";
import { mock } from "node:test";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";

const session = { baseUrl: "https://hs.example", token: "t1" };
const ALICE = "@alice:x";

/** A homeserver that answers every request with this. */
function answering(body: object, status = 200) {
  mock.method(globalThis, "fetch", async () => Response.json(body, { status }));
  return connect(session);
}
const REFUSALS = [
  ["M_FORBIDDEN", 403],
  ["M_UNKNOWN", 500],
  ["M_UNRECOGNIZED", 404],
] as const;

describe("whether a room is encrypted", () => {
  afterEach(() => mock.restoreAll());

  it("is true if it has that state, whatever its content", async () => {
    assert.equal(await answering({}).isEncrypted("!r"), true);
  });

  it("is false if it has no such state", async () => {
    assert.equal(await answering({ errcode: "M_NOT_FOUND" }, 404).isEncrypted("!r"), false);
  });

  for (const [errcode, status] of REFUSALS)
    it(`is unknown if the homeserver answers ${errcode}, so the room does not count as unencrypted`, async () => {
      await assert.rejects(answering({ errcode }, status).isEncrypted("!r"), { errcode });
    });
});

describe("whether an account is in a room", () => {
  afterEach(() => mock.restoreAll());

  for (const [membership, is] of [
    ["join", true],
    ["invite", false],
    ["leave", false],
    ["ban", false],
    ["knock", false],
  ] as const)
    it(`is ${is} for membership "${membership}"`, async () => {
      assert.equal(await answering({ membership }).isJoined("!r", ALICE), is);
    });

  for (const [errcode, status] of [["M_NOT_FOUND", 404], REFUSALS[0]] as const)
    it(`is false for ${errcode}`, async () => {
      assert.equal(await answering({ errcode }, status).isJoined("!r", ALICE), false);
    });

  it("is unknown if the homeserver fails", async () => {
    await assert.rejects(answering({ errcode: "M_UNKNOWN" }, 500).isJoined("!r", ALICE));
  });
});

describe("the rooms that list a widget", () => {
  afterEach(() => mock.restoreAll());

  const listed = (change: object = {}, url = "https://widget.example/w?x") => ({
    type: "im.vector.modular.widgets",
    state_key: "w",
    content: { url },
    ...change,
  });
  const places = (...events: object[]) =>
    answering({ rooms: { join: { "!r": { state: { events } } } } }).widgetPlaces(
      "w",
      "https://widget.example",
    );

  it("list its id and its origin", async () => {
    assert.deepEqual(await places(listed()), ["!r"]);
  });

  for (const [what, event] of [
    ["another id", listed({ state_key: "w2" })],
    ["another origin", listed({}, "https://other.example/w")],
    ["another port", listed({}, "https://widget.example:8443/w")],
    ["no address", listed({ content: {} })],
    ["an invalid address", listed({}, "widget.example")],
  ] as const)
    it(`do not include one that lists it with ${what}`, async () => {
      assert.deepEqual(await places(event), []);
    });

  for (const [id, is] of [
    ["w", "account"],
    ["constructor", []],
  ] as const)
    it(`are ${JSON.stringify(is)} for the id "${id}" if the account has a widget "w"`, async () => {
      const events = [{ type: "m.widgets", content: { w: {} } }];
      const homeserver = answering({ account_data: { events } });
      assert.deepEqual(await homeserver.widgetPlaces(id, "https://widget.example"), is);
    });
});
