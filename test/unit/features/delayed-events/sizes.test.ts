import assert from "node:assert/strict";
import { isTooLargeForEvent, isTooLongForName } from "../../../../src/delayed-events/sizes.ts";
import { readDelayedSend } from "../../../../src/features/delayed-events/send-delayed-event.ts";
import type { Rights } from "../../../../src/features/feature.ts";
import { WidgetError } from "../../../../src/widget-api/errors.ts";

const ALL: Rights = {
  canUseRoomTimeline: () => true,
  hasAny: () => true,
  hasRefused: () => false,
  canSendStateEvent: () => true,
  canSendRoomEvent: () => true,
};
/** Content whose JSON, `{"body":"…"}`, has this many bytes. */
const contentOf = (bytes: number, letter = "a") => ({
  body: letter.repeat((bytes - 11) / Buffer.byteLength(letter)),
});
const good = { type: "t", state_key: "k", room_id: "!r:x", content: {}, delay: 1 };
const refusal = (change: object, rights: Partial<Rights> = {}) => {
  try {
    readDelayedSend({ ...good, ...change }, { ...ALL, ...rights });
  } catch (error) {
    assert.ok(error instanceof WidgetError);
    return error.message;
  }
  return undefined;
};

describe("the size of a delayed event", () => {
  it("may be 65,536 bytes of content, and no more", () => {
    const sentence = "Invalid request - event contents must be at most 65536 bytes";
    assert.deepEqual(
      [refusal({ content: contentOf(65_536) }), refusal({ content: contentOf(65_537) })],
      [undefined, sentence],
    );
  });

  it("is counted in bytes of its JSON in UTF-8, not in characters", () => {
    assert.equal(isTooLargeForEvent(contentOf(65_537, "ä")), true);
    assert.equal(isTooLargeForEvent(contentOf(65_535, "ä")), false);
    assert.equal(isTooLargeForEvent({ body: "\n".repeat(32_763) }), true);
  });

  for (const name of ["type", "state_key", "room_id"])
    it(`may be 255 bytes of ${name}, and no more`, () => {
      const sentence = `Invalid request - ${name} must be at most 255 bytes`;
      assert.equal(refusal({ [name]: "a".repeat(255) }), undefined);
      assert.equal(refusal({ [name]: "a".repeat(256) }), sentence);
      assert.equal(refusal({ [name]: "ä".repeat(128) }), sentence);
    });

  it("is checked after the widget's rights and after the reference host's own checks", () => {
    const large = { content: contentOf(70_001), type: "t".repeat(256), room_id: "!".repeat(256) };
    assert.match(
      refusal(large, { canUseRoomTimeline: () => false }) ?? "",
      /^Unable to access room timeline/,
    );
    assert.match(refusal(large, { hasAny: () => false }) ?? "", /^Missing capability/);
    assert.equal(refusal(large, { canSendStateEvent: () => false }), "Cannot send state events of this type");
    assert.match(refusal({ ...large, delay: 0 }) ?? "", /delay must be a whole number/);
  });

  it("is computed without expanding an object that occurs in many places", () => {
    let nested: object = {};
    for (let depth = 0; depth < 60; depth += 1) nested = { a: nested, b: nested };
    assert.equal(isTooLargeForEvent(nested), true);
  });

  it("is never too large for a short name", () => {
    assert.deepEqual([isTooLongForName(""), isTooLongForName("m.room.message")], [false, false]);
  });
});
