import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createLeftBehind } from "../../../../src/background/calls/left-behind.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createListings } from "../../../../src/background/delays/listings.ts";
import { NoSlotError } from "../../../../src/background/delays/rate-limit.ts";
import type { CallMember } from "../../../../src/background/homeserver/call-members.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { aSession } from "../sessions/a-session.ts";

const TYPE = "org.matrix.msc3401.call.member";
const NOW = 1_000_000_000;
const KEY = "_@alice:x_PHONE_m.call";
const CALL = { userId: "@alice:x", roomId: "!r:x", type: TYPE, stateKey: KEY };
const CLIENT = { tabId: 1, partition: "default", origin: "https://client.example" };

const ghost: CallMember = {
  roomId: "!r:x",
  type: TYPE,
  stateKey: KEY,
  sender: "@alice:x",
  devices: [{ deviceId: "PHONE", since: 1, expiresAt: 2 }],
};

interface Scene {
  members?: CallMember[] | Error;
  pending?: object[] | "none" | Error;
  entries?: LedgerEntry[];
  frames?: string[];
  isPartial?: true;
  lastRefused?: number;
  slots?: boolean;
  /** Whether the homeserver has no list, though it says that it speaks the proposal. */
  list?: "none" | "lost";
  refusal?: Error;
  sessions?: number;
}

/** Alice's client. Its homeserver answers according to the scene; `asked` are the requests. */
function aClient(scene: Scene = {}) {
  const asked: string[] = [];
  let time = NOW;
  const orThrow = <Value>(value: Value | Error): Value => {
    if (value instanceof Error) throw value;
    return value;
  };
  const homeserver = {
    async callMembers(userId: string, roomId = "all rooms") {
      asked.push(`members ${userId} ${roomId}`);
      return orThrow(scene.members ?? [ghost]);
    },
    async pendingEvents() {
      asked.push("list");
      return scene.list ? undefined : orThrow(scene.pending ?? []);
    },
    async leaveCall({ stateKey }: CallMember) {
      asked.push(`leave ${stateKey}`);
      if (scene.refusal) throw scene.refusal;
    },
    supports: async () => ({ unstable: scene.list === "lost", stable: false, stickyEvents: false }),
    roomName: async () => "Standup",
  };
  const session = aSession(homeserver, { account: { userId: "@alice:x", deviceId: "PHONE" } });
  const refused: unknown[] = [];
  const listings = createListings({
    limits: {
      async acquire() {
        if (scene.slots === false) throw new NoSlotError(1);
      },
      refused: (_, ms) => void refused.push(ms),
    },
    now: () => time,
  });
  const { find, leave } = createLeftBehind({
    listings,
    sessions: { candidates: async () => Array.from({ length: scene.sessions ?? 1 }, () => session) },
    ledger: { all: async () => scene.entries ?? [] },
    widgets: { ofClient: async () => [] },
    limits: { lastRefused: () => scene.lastRefused },
    browser: {
      pageFacts: async () => ({
        frames: scene.frames ?? [],
        framed: [],
        ...(scene.isPartial && { isPartial: true as const }),
      }),
    },
    now: () => time,
  });
  return {
    scene,
    asked,
    refused,
    find,
    leave,
    pass(ms: number) {
      time += ms;
    },
  };
}

const refusedWith = (httpStatus: number, errcode: string, more = {}) =>
  new MatrixError({ errcode, error: "No.", ...more }, httpStatus);
const leave = { ...ledgerEntry({ type: TYPE, stateKey: KEY, restartedAt: NOW }) };
const pendingLeave = {
  delayId: "d",
  roomId: "!r:x",
  type: TYPE,
  stateKey: KEY,
  content: {},
  delay: 1,
};
const elsewhere = (expiresAt: number): CallMember => ({
  ...ghost,
  devices: [{ deviceId: "LAPTOP", since: 1, expiresAt }],
});
const widget = ["https://call.example/#?widgetId=w&roomId=!r:x"];

describe("the calls that a user was left behind in", () => {
  it("are found with their room's name, in one request and one list of what is pending", async () => {
    const { find, asked } = aClient();
    const [found, ...others] = await find(CLIENT);
    assert.deepEqual([found?.room, found?.from, others], [{ id: "!r:x", name: "Standup" }, "here", []]);
    assert.deepEqual(asked, ["members @alice:x all rooms", "list"]);
  });

  it("are not named while a frame of the client's page has not loaded, since it may show the call", async () => {
    assert.deepEqual(await aClient({ isPartial: true }).find(CLIENT), []);
  });

  it("cost one request if there are none", async () => {
    const { find, asked } = aClient({ members: [] });
    assert.deepEqual(await find(CLIENT), []);
    assert.deepEqual(asked, ["members @alice:x all rooms"]);
  });

  it("are requested again only after some minutes", async () => {
    const { find, asked, pass } = aClient({ members: [] });
    await find(CLIENT);
    pass(179_999);
    await find(CLIENT);
    assert.equal(asked.length, 1);
    pass(1);
    await find(CLIENT);
    assert.equal(asked.length, 2);
  });

  it("are not requested again after a failure", async () => {
    const { find, asked } = aClient({ members: refusedWith(429, "M_LIMIT_EXCEEDED") });
    assert.deepEqual(await find(CLIENT), []);
    assert.deepEqual(await find(CLIENT), []);
    assert.equal(asked.length, 1);
  });

  it("are not requested while the homeserver limits requests", async () => {
    const { find, asked, pass } = aClient({ lastRefused: NOW - 59_999 });
    assert.deepEqual(await find(CLIENT), []);
    assert.deepEqual(asked, []);
    pass(1);
    assert.equal((await find(CLIENT)).length, 1);
  });

  it("are not found without a client", async () => {
    const { find, asked } = aClient();
    assert.deepEqual([await find(undefined), asked], [[], []]);
  });

  for (const [what, scene] of [
    ["a delay of this browser may hold", { entries: [leave] }],
    ["a widget's frame is open for", { frames: widget }],
    ["the homeserver is about to end", { pending: [pendingLeave] }],
    ["began a moment ago", { members: [{ ...ghost, devices: [{ since: NOW - 1 }] }] }],
    ["are somebody else's", { members: [{ ...ghost, sender: "@bob:x" }] }],
  ] as const)
    it(`do not include a call that ${what}`, async () => {
      assert.deepEqual(await aClient(scene as never).find(CLIENT), []);
    });

  it("include a call once it is no longer alive, without another request", async () => {
    const { find, scene } = aClient({ frames: widget });
    assert.equal((await find(CLIENT)).length, 0);
    scene.frames = [];
    assert.equal((await find(CLIENT)).length, 1);
  });

  it("are found even if the homeserver does not list what is pending, or the rate limit leaves no slot", async () => {
    assert.equal((await aClient({ slots: false }).find(CLIENT)).length, 1);
    const { find, refused } = aClient({
      pending: refusedWith(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 7 }),
    });
    assert.equal((await find(CLIENT)).length, 1);
    assert.deepEqual(refused, [7]);
  });
});

describe("leaving such a call", () => {
  const untouched = (asked: string[]) =>
    assert.ok(!asked.some((each) => each.startsWith("leave")), String(asked));

  it("reads its room again, and then leaves", async () => {
    const { leave, asked } = aClient();
    assert.deepEqual(await leave(CLIENT, CALL), { ok: true });
    assert.deepEqual(asked, ["list", "members @alice:x !r:x", `leave ${KEY}`]);
  });

  it("has the next look ask the homeserver again", async () => {
    const { find, leave, scene } = aClient();
    await find(CLIENT);
    await leave(CLIENT, CALL);
    scene.members = [];
    assert.deepEqual(await find(CLIENT), []);
  });

  for (const [reason, what, scene, call] of [
    ["alive", "a delay of this browser may hold it", { entries: [leave] }, {}],
    ["alive", "a widget is open in its room", { frames: widget }, {}],
    ["alive", "the homeserver is about to end it", { pending: [pendingLeave] }, {}],
    ["over", "nobody is in it any more", { members: [{ ...ghost, devices: [] }] }, {}],
    ["over", "the user has left the room", { members: [] }, {}],
    [
      "over",
      "it is another user's, whoever is logged in",
      { members: [{ ...ghost, stateKey: "_@bob:x_PHONE" }] },
      {
        stateKey: "_@bob:x_PHONE",
      },
    ],
    ["over", "its sender is another user", { members: [{ ...ghost, sender: "@bob:x" }] }, {}],
    ["over", "the answer is about another room", {}, { roomId: "!other:x" }],
    ["no-session", "nobody is logged in", { sessions: 0 }, {}],
    ["no-session", "another user is logged in", {}, { userId: "@bob:x" }],
  ] as const)
    it(`changes nothing if ${what}`, async () => {
      const { leave, asked } = aClient(scene as never);
      assert.deepEqual(await leave(CLIENT, { ...CALL, ...call }), { ok: false, error: reason, reason });
      untouched(asked);
    });

  for (const [reason, what, scene] of [
    ["limited", "the homeserver limits requests", { pending: refusedWith(429, "M_LIMIT_EXCEEDED") }],
    ["limited", "the rate limit leaves no slot", { slots: false }],
    ["unchecked", "the homeserver fails", { pending: refusedWith(500, "M_UNKNOWN") }],
    ["unchecked", "the homeserver does not answer", { pending: new Error("Offline") }],
    ["unchecked", "the homeserver should have a list and shows none", { list: "lost" }],
    ["unchecked", "its room does not answer", { members: new Error("Offline") }],
  ] as const)
    it(`changes nothing and says why if ${what}, because the call may be alive`, async () => {
      const { leave, asked } = aClient(scene as never);
      const outcome = await leave(CLIENT, CALL);
      assert.equal(outcome.ok || outcome.reason, reason);
      untouched(asked);
    });

  it("says when to try again if the rate limit leaves no slot", async () => {
    const outcome = await aClient({ slots: false }).leave(CLIENT, CALL);
    assert.equal(outcome.ok || outcome.at, NOW + 1);
  });

  for (const [what, scene] of [
    ["keeps no list", { list: "none" }],
    ["never shows this account its list", { pending: refusedWith(403, "M_GUEST_ACCESS_FORBIDDEN") }],
  ] as [string, Scene][]) {
    it(`leaves a call of this device if the homeserver ${what}`, async () => {
      const own = { ...ghost, devices: [{ deviceId: "PHONE", since: 1, expiresAt: NOW + 1 }] };
      const { leave, asked } = aClient({ ...scene, members: [own] });
      assert.deepEqual([await leave(CLIENT, CALL), asked.at(-1)], [{ ok: true }, `leave ${KEY}`]);
    });

    it(`changes nothing if the homeserver ${what} and another device may be in the call`, async () => {
      const { leave, asked } = aClient({ ...scene, members: [elsewhere(NOW + 1)] });
      const outcome = await leave(CLIENT, CALL);
      assert.equal(outcome.ok || outcome.reason, "other-device");
      untouched(asked);
    });
  }

  it("changes nothing if the user has joined again while the homeserver listed what is pending", async () => {
    const { leave, asked, scene } = aClient();
    Object.defineProperty(scene, "pending", {
      get() {
        scene.members = [{ ...ghost, devices: [{ deviceId: "PHONE", since: NOW, expiresAt: NOW + 1 }] }];
        return [];
      },
    });
    assert.deepEqual(await leave(CLIENT, CALL), { ok: false, error: "alive", reason: "alive" });
    untouched(asked);
  });

  it("leaves an expired call of another device, with or without a list", async () => {
    for (const scene of [{ list: "none" as const }, {}])
      assert.deepEqual(await aClient({ ...scene, members: [elsewhere(NOW)] }).leave(CLIENT, CALL), {
        ok: true,
      });
  });

  it("changes nothing without a client", async () => {
    const { leave, asked } = aClient();
    assert.equal((await leave(undefined, CALL)).ok, false);
    assert.deepEqual(asked, []);
  });

  it("says that the user may not, or until when the homeserver limits requests", async () => {
    const outcome = (refusal: Error) => aClient({ refusal }).leave(CLIENT, CALL);
    assert.deepEqual(await outcome(refusedWith(403, "M_FORBIDDEN")), {
      ok: false,
      error: "M_FORBIDDEN: No.",
      reason: "not-allowed",
    });
    assert.deepEqual(await outcome(refusedWith(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 5 })), {
      ok: false,
      error: "M_LIMIT_EXCEEDED: No.",
      reason: "limited",
      at: NOW + 5,
    });
    assert.deepEqual(await outcome(new Error("Broken")), { ok: false, error: "Broken" });
  });
});
