import assert from "node:assert/strict";
import { CHECKED_BY_HOST, rightsFrom } from "../../../../src/background/widgets/rights.ts";

describe("the rights that capabilities give", () => {
  const rights = (...capabilities: string[]) => rightsFrom(capabilities);
  const state = (rest: string) => rights(`org.matrix.msc2762.send.state_event:${rest}`);
  const event = (rest: string) => rights(`org.matrix.msc2762.send.event:${rest}`);

  it("are to name the rooms they name, or all", () => {
    assert.equal(rights("org.matrix.msc2762.timeline:!r:x").canUseRoomTimeline("!r:x"), true);
    assert.equal(rights("org.matrix.msc2762.timeline:!r:x").canUseRoomTimeline("!s:x"), false);
    assert.equal(rights("org.matrix.msc2762.timeline:*").canUseRoomTimeline("!s:x"), true);
    assert.equal(rights().canUseRoomTimeline("!r:x"), false);
  });

  it("are for every state key without one, for that one with one, for the empty one with #", () => {
    assert.equal(state("t").canSendStateEvent("t", "any"), true);
    assert.equal(state("t#k").canSendStateEvent("t", "k"), true);
    assert.equal(state("t#k").canSendStateEvent("t", "other"), false);
    assert.equal(state("t#").canSendStateEvent("t", ""), true);
    assert.equal(state("t#").canSendStateEvent("t", "k"), false);
    assert.equal(state("a\\#b#k").canSendStateEvent("a#b", "k"), true);
    assert.equal(state("t#_@a:x_D_m.call").canSendStateEvent("t", "_@a:x_D_m.call"), true);
  });

  it("are for one kind of message, or for all", () => {
    assert.equal(event("m.room.message#m.text").canSendRoomEvent("m.room.message", "m.text"), true);
    assert.equal(event("m.room.message#m.text").canSendRoomEvent("m.room.message", "m.image"), false);
    assert.equal(event("m.room.message").canSendRoomEvent("m.room.message", "m.image"), true);
    assert.equal(event("t").canSendRoomEvent("t", null), true);
  });

  it("are not for state by an event's capability, nor to send by one to receive", () => {
    assert.equal(event("t").canSendStateEvent("t", ""), false);
    assert.equal(state("t").canSendRoomEvent("t", null), false);
    assert.equal(rights("org.matrix.msc2762.receive.event:t").canSendRoomEvent("t", null), false);
  });

  it("are by any of a capability's names, and by no other", () => {
    assert.equal(rights("a").hasAny(["b", "a"]), true);
    assert.equal(rights("a").hasAny(["b"]), false);
  });

  it("are everything where the host has looked", () => {
    assert.equal(CHECKED_BY_HOST.canSendStateEvent("t", "k"), true);
  });
});
