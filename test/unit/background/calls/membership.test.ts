import assert from "node:assert/strict";
import fc from "fast-check";
import { isOwnKey, ownMembership } from "../../../../src/background/calls/membership.ts";
import type { CallMember } from "../../../../src/background/homeserver/call-members.ts";
import { isUserId } from "../../../../src/host-support/identifiers.ts";

const ALICE = "@alice:x.example";

const member = (change: Partial<CallMember> = {}): CallMember => ({
  roomId: "!r:x",
  type: "org.matrix.msc3401.call.member",
  stateKey: `_${ALICE}_PHONE_m.call`,
  sender: ALICE,
  devices: [{ deviceId: "PHONE", since: 1, expiresAt: 2 }],
  ...change,
});

const localpart = fc.oneof(
  fc.constantFrom("alice", "alice_b", "_alice", "a", "alice_x.example", "alice=2f"),
  fc.stringMatching(/^[a-z0-9._=/+-]{1,12}$/),
);
const server = fc.oneof(
  fc.constantFrom("x", "x.example", "x.example:8448", "x.example:80", "[::1]", "[::1]:8008", "1.2.3.4"),
  fc.stringMatching(/^[a-z0-9.-]{1,12}(:[0-9]{1,5})?$/),
);
const userId = fc.tuple(localpart, server).map(([name, at]) => `@${name}:${at}`);
const rest = fc.oneof(fc.stringMatching(/^[A-Z_a-z.:@#]{1,12}$/), fc.constant("_m.call"));
/** Every form that a user's own state key has had. */
const keysOf = (user: string, more: string) => [user, `${user}_${more}`, `_${user}_${more}`];

describe("a call membership's state key", () => {
  it("is recognised as the user's own in each of its forms, whatever the device is called", () => {
    fc.assert(
      fc.property(userId, rest, (user, more) => {
        assert.ok(isUserId(user));
        for (const key of keysOf(user, more)) assert.ok(isOwnKey(key, user), key);
      }),
    );
  });

  it("is never taken for another user's, even if one id begins with the other", () => {
    const pair = fc
      .tuple(userId, userId, fc.string({ maxLength: 3, unit: "grapheme-ascii" }))
      .map(([one, two, tail]) => [one, [two, one + tail, one.slice(0, -1), `${one}:80`]] as const);
    fc.assert(
      fc.property(pair, rest, ([user, others], more) => {
        for (const other of others.filter((each) => each !== user && isUserId(each)))
          for (const key of keysOf(other, more)) assert.ok(!isOwnKey(key, user), `${key} of ${user}`);
      }),
    );
  });

  for (const key of ["", "_", ALICE.slice(1), `_${ALICE}`, `_${ALICE}_`, `${ALICE}_`, `${ALICE}x_PHONE`])
    it(`is not Alice's if it is "${key}"`, () => {
      assert.equal(isOwnKey(key, ALICE), false);
    });

  for (const key of [
    `__${ALICE}_PHONE`,
    `${ALICE}:80_PHONE`,
    `_@bob:x.example_${ALICE}`,
    ALICE.toUpperCase(),
  ])
    it(`is another user's, or nobody's, if it is "${key}"`, () => {
      assert.equal(isOwnKey(key, ALICE), false);
    });
});

describe("an account's call membership", () => {
  const own = (change: Partial<CallMember> = {}, deviceId: string | undefined = "PHONE") =>
    ownMembership(member(change), { userId: ALICE, deviceId });

  it("has its room, its start and its end", () => {
    assert.deepEqual(own(), {
      userId: ALICE,
      room: { id: "!r:x" },
      from: "here",
      since: 1,
      expiresAt: 2,
      type: "org.matrix.msc3401.call.member",
      stateKey: `_${ALICE}_PHONE_m.call`,
    });
  });

  it("is not the account's if its sender or state key is another user's", () => {
    assert.equal(own({ sender: "@bob:x.example" }), undefined);
    assert.equal(own({ stateKey: "_@bob:x.example_PHONE_m.call" }), undefined);
  });

  it("does not exist if no device is in the call", () => {
    assert.equal(own({ devices: [] }), undefined);
  });

  for (const [from, change, deviceId] of [
    ["here", { stateKey: `_${ALICE}_PHONE` }, "PHONE"],
    ["here", { stateKey: `${ALICE}_PHONE_m.call` }, "PHONE"],
    ["here", { stateKey: ALICE }, "PHONE"],
    ["elsewhere", {}, "LAPTOP"],
    ["elsewhere", { stateKey: ALICE, devices: [{ deviceId: "PHONE" }, { deviceId: "LAPTOP" }] }, "PHONE"],
    ["unknown", {}, undefined],
    ["unknown", { devices: [{}] }, "PHONE"],
    ["unknown", { stateKey: `_${ALICE}_PHONETWO_m.call` }, "PHONE"],
  ] as const)
    it(`comes from ${from}: ${JSON.stringify(change)}, asked by ${deviceId}`, () => {
      const found = ownMembership(member(change as Partial<CallMember>), { userId: ALICE, deviceId });
      assert.equal(found?.from, from);
    });

  it("ends when its last device's membership does, and has no known end if one device's has none", () => {
    const two = [{ expiresAt: 5 }, { expiresAt: 9 }];
    assert.equal(own({ devices: two })?.expiresAt, 9);
    assert.equal(own({ devices: [...two, {}] })?.expiresAt, undefined);
  });
});
