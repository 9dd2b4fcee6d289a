import assert from "node:assert/strict";
import fc from "fast-check";
import { isEnough } from "../../../../inspector/readings/capability.ts";
import { capabilityWords } from "../../../../inspector/readings/capability-words.ts";
import { inWords } from "../words.ts";

const words = (capability: string) => {
  const sentence = capabilityWords(capability);
  return sentence && inWords(sentence);
};

describe("a capability in words", () => {
  for (const [capability, expected] of [
    ["org.matrix.msc2762.send.state_event:m.room.member", "set room members’ state"],
    ["org.matrix.msc2762.receive.state_event:m.room.member", "read room members’ state"],
    ["org.matrix.msc2762.send.event:m.room.message", "send messages"],
    ["org.matrix.msc2762.send.event:m.room.message#m.image", "send messages of the type m.image"],
    ["org.matrix.msc2762.receive.event:m.reaction", "read m.reaction events"],
    ["org.matrix.msc2762.send.state_event:com.example.x", "set com.example.x state"],
    ["org.matrix.msc2762.send.state_event:com.example.x#", "set com.example.x state"],
    ["org.matrix.msc2762.send.state_event:com.example.x#@a:b", "set com.example.x state with the key @a:b"],
    ["org.matrix.msc2762.receive.state_event:com.example.\\#x#k", "read com.example.#x state with the key k"],
    [
      "org.matrix.msc2762.receive.state_event:org.matrix.msc3401.call.member",
      "see who is in a call (org.matrix.msc3401.call.member)",
    ],
    ["m.receive.event:m.room.message", "read messages"],
    ["m.send.to_device:m.call.invite", "send m.call.invite to devices"],
    ["org.matrix.msc3819.receive.to_device:m.call.invite", "receive m.call.invite sent to this device"],
    ["org.matrix.msc2762.timeline:*", "use every room"],
    ["org.matrix.msc2762.timeline:!r:x", "use the room !r:x"],
    ["org.matrix.msc4157.send.delayed_event", "schedule events that are sent later"],
    ["org.matrix.msc4157.update.delayed_event", "restart, send or cancel what is scheduled"],
    ["org.matrix.msc4407.send.sticky_event", "send sticky events"],
    ["org.matrix.msc4515.rtc_transports", "learn which call servers there are"],
    ["m.always_on_screen", "stay on the screen"],
  ] as const)
    it(`is “${expected}”: ${capability}`, () => assert.equal(words(capability), expected));

  it("is missing for an unknown capability", () => {
    for (const capability of [
      "",
      "com.example.fly",
      "m.send",
      "org.matrix.msc2762.send",
      "m.always_on_screen2",
    ])
      assert.equal(words(capability), undefined);
  });

  it("is found or missing without an error for any text from a page", () => {
    const prefix = fc.constantFrom(
      "",
      "org.matrix.msc2762.send.state_event:",
      "m.timeline:",
      "m.send.event:m.room.message#",
    );
    fc.assert(fc.property(prefix, fc.string(), (before, after) => void words(before + after)));
  });
});

describe("a capability that is held", () => {
  const state = "org.matrix.msc2762.send.state_event:t";
  for (const [held, needed, expected] of [
    [state, `${state}#k`, true],
    [`${state}#k`, `${state}#k`, true],
    [`${state}#other`, `${state}#k`, false],
    [`${state}#`, state, false],
    ["org.matrix.msc2762.send.event:t", state, false],
    ["org.matrix.msc2762.receive.state_event:t", state, false],
    ["m.send.state_event:t", state, false],
    [
      "org.matrix.msc2762.send.event:m.room.message",
      "org.matrix.msc2762.send.event:m.room.message#m.text",
      true,
    ],
    ["org.matrix.msc2762.timeline:*", "org.matrix.msc2762.timeline:!r", true],
    ["org.matrix.msc2762.timeline:!r", "org.matrix.msc2762.timeline:!s", false],
    ["m.sticker", "m.sticker", true],
  ] as const)
    it(`is ${expected ? "" : "not "}enough: ${held} for ${needed}`, () =>
      assert.equal(isEnough(held, needed), expected));
});
