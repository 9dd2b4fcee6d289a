import assert from "node:assert/strict";
import { CHECKED_BY_HOST, rightsFrom } from "../../../../src/background/widgets/rights.ts";

describe("the rights that capabilities grant", () => {
  const rights = (...capabilities: string[]) => rightsFrom(capabilities);
  const state = (rest: string) => rights(`org.matrix.msc2762.send.state_event:${rest}`);
  const event = (rest: string) => rights(`org.matrix.msc2762.send.event:${rest}`);

  it("cover the rooms that they name, or all", () => {
    assert.equal(rights("org.matrix.msc2762.timeline:!r:x").canUseRoomTimeline("!r:x"), true);
    assert.equal(rights("org.matrix.msc2762.timeline:!r:x").canUseRoomTimeline("!s:x"), false);
    assert.equal(rights("org.matrix.msc2762.timeline:*").canUseRoomTimeline("!s:x"), true);
    assert.equal(rights().canUseRoomTimeline("!r:x"), false);
  });

  it("cover every state key if they name none, or the one that they name, or the empty one after #", () => {
    assert.equal(state("t").canSendStateEvent("t", "any"), true);
    assert.equal(state("t#k").canSendStateEvent("t", "k"), true);
    assert.equal(state("t#k").canSendStateEvent("t", "other"), false);
    assert.equal(state("t#").canSendStateEvent("t", ""), true);
    assert.equal(state("t#").canSendStateEvent("t", "k"), false);
    assert.equal(state("a\\#b#k").canSendStateEvent("a#b", "k"), true);
    assert.equal(state("t#_@a:x_D_m.call").canSendStateEvent("t", "_@a:x_D_m.call"), true);
  });

  it("cover one msgtype, or all", () => {
    assert.equal(event("m.room.message#m.text").canSendRoomEvent("m.room.message", "m.text"), true);
    assert.equal(event("m.room.message#m.text").canSendRoomEvent("m.room.message", "m.image"), false);
    assert.equal(event("m.room.message").canSendRoomEvent("m.room.message", "m.image"), true);
    assert.equal(event("t").canSendRoomEvent("t", null), true);
  });

  it("do not extend from events to state, or from receiving to sending", () => {
    assert.equal(event("t").canSendStateEvent("t", ""), false);
    assert.equal(state("t").canSendRoomEvent("t", null), false);
    assert.equal(rights("org.matrix.msc2762.receive.event:t").canSendRoomEvent("t", null), false);
  });

  it("tell what the user has refused from what the user was not asked about", () => {
    const some = rightsFrom(["a"], ["b"]);
    assert.deepEqual([some.hasRefused(["b", "c"]), some.hasRefused(["a", "c"])], [true, false]);
    assert.deepEqual([some.hasAny(["b"]), CHECKED_BY_HOST.hasRefused(["b"])], [false, false]);
  });

  it("come from any of a capability's names, and no other", () => {
    assert.equal(rights("a").hasAny(["b", "a"]), true);
    assert.equal(rights("a").hasAny(["b"]), false);
  });

  it("are complete if the host has checked", () => {
    assert.equal(CHECKED_BY_HOST.canSendStateEvent("t", "k"), true);
  });
});
