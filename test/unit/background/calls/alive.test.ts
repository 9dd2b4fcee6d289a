import assert from "node:assert/strict";
import {
  hasJustBegun,
  hasLiveWidget,
  isHeldHere,
  isHeldThere,
} from "../../../../src/background/calls/alive.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import type { WidgetLoad } from "../../../../src/background/widgets/widget-load.ts";
import type { CallMembership } from "../../../../src/messaging/views/calls.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const TYPE = "org.matrix.msc3401.call.member";
const NOW = 1_000_000_000;
const MINUTE = 60_000;
const LONG_AGO = NOW - 10 * MINUTE;

const call: CallMembership = {
  userId: "@alice:x",
  room: { id: "!r:x" },
  type: TYPE,
  stateKey: "_@alice:x_PHONE_m.call",
  from: "here",
};
/** A leave that ended long ago. */
const leave = (change: Partial<LedgerEntry> = {}) =>
  ledgerEntry({
    type: TYPE,
    stateKey: call.stateKey,
    state: "sent",
    by: "time",
    intendedAt: LONG_AGO,
    scheduledAt: LONG_AGO,
    restartedAt: LONG_AGO,
    dueAt: LONG_AGO + 18_000,
    ...change,
  });

describe("a call that a delay of this browser may keep alive", () => {
  const isHeld = (change: Partial<LedgerEntry>) => isHeldHere(call, [leave(change)], NOW);

  for (const [what, change] of [
    ["pending", { state: "pending", dueAt: NOW + 1 }],
    ["restarted a moment ago, whatever the outcome", { restartedAt: NOW - MINUTE + 1 }],
    ["scheduled a moment ago", { scheduledAt: NOW - 1 }],
    ["about to be scheduled", { state: "intended", intendedAt: NOW }],
    [
      "another device's, in the same room",
      { stateKey: "_@alice:x_LAPTOP", state: "pending", dueAt: NOW + 1 },
    ],
    ["a sticky one", { type: "org.matrix.msc4143.rtc.member", stateKey: undefined, scheduledAt: NOW }],
  ] as const)
    it(`is alive: ${what}`, () => {
      assert.equal(isHeld(change as Partial<LedgerEntry>), true);
    });

  for (const [what, change] of [
    ["it ended long ago", {}],
    ["it is due, and was not restarted for long", { state: "pending" }],
    ["it is another room's", { roomId: "!other:x", restartedAt: NOW }],
    [
      "it is another user's",
      { account: { userId: "@alice:xy", homeserver: "https://hs" }, restartedAt: NOW },
    ],
    ["it is no leave", { type: "m.room.message", restartedAt: NOW }],
  ] as const)
    it(`is not alive if ${what}`, () => {
      assert.equal(isHeld(change as Partial<LedgerEntry>), false);
    });
});

describe("a call that the homeserver is about to end", () => {
  const pending = {
    delayId: "d",
    roomId: "!r:x",
    type: TYPE,
    stateKey: call.stateKey,
    content: {},
    delay: 1,
  };

  it("is not a call that the user was left behind in", () => {
    assert.equal(isHeldThere(call, [pending]), true);
  });

  it("is matched by room, state key and type", () => {
    const others = [
      { ...pending, roomId: "!other:x" },
      { ...pending, stateKey: "_@alice:x_LAPTOP_m.call" },
      { ...pending, type: "com.example" },
    ];
    assert.equal(isHeldThere(call, others), false);
  });
});

describe("a call that began a moment ago", () => {
  it("is alive for a minute, and afterwards only with other signs of life", () => {
    assert.equal(hasJustBegun({ ...call, since: NOW - MINUTE + 1 }, NOW), true);
    assert.equal(hasJustBegun({ ...call, since: NOW - MINUTE }, NOW), false);
    assert.equal(hasJustBegun(call, NOW), false);
  });
});

describe("a widget that may be in a call", () => {
  const SRC = "https://call.example/index.html#?widgetId=w&roomId=!r:x";
  const load = (change: Partial<WidgetLoad> = {}): WidgetLoad => ({
    nonce: "n",
    tabId: 1,
    partition: "default",
    client: "https://client.example",
    id: "w",
    frame: { frameId: 2, documentId: "W" },
    host: { frameId: 0, documentId: "H" },
    origin: "https://call.example",
    embedding: { src: SRC, ids: [], page: "https://client.example/" },
    knows: [],
    hidden: [],
    granted: {},
    late: false,
    seenAt: LONG_AGO,
    ...change,
  });
  const lives = (loads: WidgetLoad[], frames: string[] = [SRC]) => hasLiveWidget("!r:x", loads, frames, NOW);
  const noCalls = { approved: ["org.matrix.msc2762.send.event:m.room.message"] };

  it("is open in the room, known or not", () => {
    assert.equal(lives([load()]), true);
    assert.equal(lives([]), true);
  });

  it("may have its room only from the page around it", () => {
    const src = "https://call.example/index.html?widgetId=w";
    const page = "https://client.example/#/room/!r:x";
    assert.equal(lives([load({ embedding: { src, ids: [], page } })], [src]), true);
  });

  it("may have acted a moment ago", () => {
    assert.equal(lives([load({ seenAt: NOW - 1 })], []), true);
  });

  it("is not closed, not in another room, and not another page", () => {
    assert.equal(lives([load()], []), false);
    assert.equal(lives([], ["https://call.example/index.html#?widgetId=w&roomId=!other:x"]), false);
    assert.equal(lives([], ["https://call.example/index.html#?roomId=!r:x"]), false);
  });

  it("has the right to join a call from its client", () => {
    assert.equal(lives([load(noCalls)]), false);
    const approved = [`org.matrix.msc2762.send.state_event:${TYPE}#_@alice:x_PHONE_m.call`];
    assert.equal(lives([load({ approved })]), true);
  });
});
