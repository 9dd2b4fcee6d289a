import assert from "node:assert/strict";
import fc from "fast-check";
import { blockerOf, type RoomFacts } from "../../../src/delayed-events/blockers.ts";
import type { DelayedSend } from "../../../src/delayed-events/delayed-event.ts";

const alice = "@alice:example.org";
const leave: DelayedSend = { type: "m.call.member", stateKey: "_key", content: {}, delay: 8_000 };
const message: DelayedSend = { type: "m.room.message", content: { body: "later" }, delay: 8_000 };

/** A room that Alice has joined, created by somebody else. */
const facts = (change: Partial<RoomFacts> = {}): RoomFacts => ({
  userId: alice,
  membership: { membership: "join" },
  powerLevels: { users: { [alice]: 50 } },
  create: { sender: "@creator:example.org", content: { room_version: "11" } },
  ...change,
});
const creator = (room_version: string, additional_creators: string[] = []) => ({
  sender: additional_creators.length > 0 ? "@other:example.org" : alice,
  content: { room_version, additional_creators },
});

describe("the events that the homeserver will drop when they are due", () => {
  it("do not include an event without a blocker", () => {
    assert.equal(blockerOf(leave, facts()), undefined);
    assert.equal(blockerOf(message, facts({ powerLevels: {} })), undefined);
  });

  for (const membership of [{ membership: "leave" }, { membership: "invite" }, undefined, "join"])
    it(`include an event from a user whose membership is ${JSON.stringify(membership)}`, () => {
      assert.equal(blockerOf(message, facts({ membership })), "not-in-room");
    });

  it("include state that needs more power than the account has: 50 unless the room says otherwise", () => {
    assert.equal(blockerOf(leave, facts({ powerLevels: {} })), "no-power");
    assert.equal(blockerOf(leave, facts({ powerLevels: { state_default: 0 } })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels: { events: { "m.call.member": 0 } } })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels: { users_default: 50 } })), undefined);
    assert.equal(
      blockerOf(leave, facts({ powerLevels: { users: { [alice]: 50 }, events: { "m.call.member": 51 } } })),
      "no-power",
    );
  });

  it("include a message that needs more power than the account has: 0 unless the room says otherwise", () => {
    assert.equal(blockerOf(message, facts({ powerLevels: { events_default: 1 } })), "no-power");
    assert.equal(blockerOf(message, facts({ powerLevels: { state_default: 100 } })), undefined);
  });

  it("are also recognised if levels are strings, as in old rooms", () => {
    assert.equal(blockerOf(leave, facts({ powerLevels: { users: { [alice]: "50" } } })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels: { users: { [alice]: "" } } })), "no-power");
  });

  it("include content that current rooms reject, with that reason rather than missing power", () => {
    const half = { ...leave, content: { at: 0.5 } };
    assert.equal(blockerOf(half, facts({ powerLevels: {} })), "not-canonical");
    assert.equal(blockerOf(half, facts({ create: undefined })), "not-canonical");
    assert.equal(blockerOf(half, facts({ create: creator("org.example.room") })), "not-canonical");
  });

  it("do not include such a number in rooms up to version 5, which accept any", () => {
    const half = { ...leave, content: { at: 0.5 } };
    for (const content of [{ room_version: "5" }, { room_version: "1" }, {}])
      assert.equal(
        blockerOf(half, facts({ create: { sender: "@creator:example.org", content } })),
        undefined,
      );
    assert.equal(blockerOf(half, facts({ create: creator("6") })), "not-canonical");
  });

  it("include nothing from a creator from room version 12 on, whatever the levels say", () => {
    const powerLevels = { state_default: 100 };
    assert.equal(blockerOf(leave, facts({ powerLevels, create: creator("12") })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels, create: creator("12", [alice]) })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels, create: creator("11") })), "no-power");
  });

  it("include nothing that anybody may send if the room has no power levels at all", () => {
    assert.equal(blockerOf(leave, facts({ powerLevels: undefined })), undefined);
  });

  it("include state whose key is another user's id", () => {
    assert.equal(blockerOf({ ...leave, stateKey: "@bob:example.org" }, facts()), "foreign-state-key");
    assert.equal(blockerOf({ ...leave, stateKey: alice }, facts()), undefined);
    assert.equal(blockerOf({ ...leave, stateKey: "" }, facts()), undefined);
  });

  it("include an event that is too large for any room, counted in bytes", () => {
    const body = (length: number, letter: string) => ({
      ...message,
      content: { body: letter.repeat(length) },
    });
    assert.equal(blockerOf(body(70_000, "x"), facts()), "too-large");
    assert.equal(blockerOf(body(30_000, "ü"), facts()), undefined);
    assert.equal(blockerOf(body(35_000, "ü"), facts()), "too-large");
    assert.equal(blockerOf({ ...message, type: "t".repeat(256) }, facts()), "too-large");
    assert.equal(blockerOf({ ...leave, stateKey: "ü".repeat(128) }, facts()), "too-large");
  });

  it("are determined without an error, whatever the homeserver says about the room", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (membership, powerLevels, create) => {
        blockerOf(leave, { userId: alice, membership, powerLevels, create });
      }),
    );
  });
});
