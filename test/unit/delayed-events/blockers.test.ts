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

describe("what the homeserver will drop when its time comes", () => {
  it("is nothing that nothing speaks against", () => {
    assert.equal(blockerOf(leave, facts()), undefined);
    assert.equal(blockerOf(message, facts({ powerLevels: {} })), undefined);
  });

  for (const membership of [{ membership: "leave" }, { membership: "invite" }, undefined, "join"])
    it(`is an event of somebody whose membership is ${JSON.stringify(membership)}`, () => {
      assert.equal(blockerOf(message, facts({ membership })), "not-in-room");
    });

  it("is state that needs more power than the account has: 50 where the room does not say", () => {
    assert.equal(blockerOf(leave, facts({ powerLevels: {} })), "no-power");
    assert.equal(blockerOf(leave, facts({ powerLevels: { state_default: 0 } })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels: { events: { "m.call.member": 0 } } })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels: { users_default: 50 } })), undefined);
    assert.equal(
      blockerOf(leave, facts({ powerLevels: { users: { [alice]: 50 }, events: { "m.call.member": 51 } } })),
      "no-power",
    );
  });

  it("is a message that needs more power than the account has: 0 where the room does not say", () => {
    assert.equal(blockerOf(message, facts({ powerLevels: { events_default: 1 } })), "no-power");
    assert.equal(blockerOf(message, facts({ powerLevels: { state_default: 100 } })), undefined);
  });

  it("is read from levels that are texts, as old rooms have them", () => {
    assert.equal(blockerOf(leave, facts({ powerLevels: { users: { [alice]: "50" } } })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels: { users: { [alice]: "" } } })), "no-power");
  });

  it("is nothing of a creator's from room version 12 on, whatever the levels say", () => {
    const powerLevels = { state_default: 100 };
    assert.equal(blockerOf(leave, facts({ powerLevels, create: creator("12") })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels, create: creator("12", [alice]) })), undefined);
    assert.equal(blockerOf(leave, facts({ powerLevels, create: creator("11") })), "no-power");
  });

  it("is nothing that anybody may send where the room has no power levels at all", () => {
    assert.equal(blockerOf(leave, facts({ powerLevels: undefined })), undefined);
  });

  it("is state under the id of another user", () => {
    assert.equal(blockerOf({ ...leave, stateKey: "@bob:example.org" }, facts()), "foreign-state-key");
    assert.equal(blockerOf({ ...leave, stateKey: alice }, facts()), undefined);
    assert.equal(blockerOf({ ...leave, stateKey: "" }, facts()), undefined);
  });

  it("is what no room takes for its size, counted in bytes", () => {
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

  it("is told or not, whatever the homeserver says of the room", () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (membership, powerLevels, create) => {
        blockerOf(leave, { userId: alice, membership, powerLevels, create });
      }),
    );
  });
});
