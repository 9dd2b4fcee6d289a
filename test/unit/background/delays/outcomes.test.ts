import assert from "node:assert/strict";
import { ConnectionError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createOutcomes } from "../../../../src/background/delays/outcomes.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const now = () => 9_000;
const { delayId = "", roomId, type, content = {}, delay } = ledgerEntry();
const listed = { delayId, roomId, type, content, delay };

/** @returns the outcome of a delay without an event in the room, from the homeserver's answers about the delay */
function became(homeserver: object) {
  const limits = createRateLimit(now);
  const session = aSession({ lastEvents: async () => [], ...homeserver });
  return createOutcomes({ limits, now }).of(ledgerEntry(), session);
}
const inList = (...list: object[]) => ({
  delayedEvent: async () => undefined,
  pendingEvents: async () => list,
});
const single = (one: unknown) => ({ delayedEvent: async () => one });

describe("state that a dropped delay would have set", () => {
  const ended = ledgerEntry({ endedAt: 5_000 });
  const set = (stateKey: string, at?: number, content: object = { joined: true }) => [
    { sender: "@alice:x", stateKey, at, content },
  ];

  /** @returns whether the state was set again, from the account's events in the room */
  const isReplaced = (lastEvents: () => Promise<object[]>, entry = ended) =>
    createOutcomes({ limits: createRateLimit(now), now }).isReplaced(entry, aSession({ lastEvents }));

  it("was set again if the account has sent it since", async () => {
    assert.equal(await isReplaced(async () => [...set("", 6_501), ...set("", 6_000, {})]), true);
  });

  for (const [what, events] of [
    ["earlier, within the precision of the homeserver's clock", set("", 6_500)],
    ["with another state key", set("other", 8_000)],
    ["at an unknown time", set("")],
    ["as the delay would have, whatever it sent before", [...set("", 8_000, {}), ...set("", 7_000)]],
  ] as const)
    it(`was not if the account has sent it ${what}`, async () => {
      assert.equal(await isReplaced(async () => [...events]), false);
    });

  it("was not if the room shows the account nothing, and is unknown if the homeserver does not answer", async () => {
    const forbidden = new MatrixError({ errcode: "M_FORBIDDEN" }, 403);
    assert.equal(await isReplaced(() => Promise.reject(forbidden)), false);
    await assert.rejects(isReplaced(() => Promise.reject(new ConnectionError("down"))));
  });

  it("does not exist for a message, about which the room is not asked", async () => {
    const { stateKey: _, ...message } = ended;
    assert.equal(await isReplaced(() => Promise.reject(new ConnectionError("down")), message), false);
  });
});

describe("the outcome of a delay without an event in the room", () => {
  it("is pending, since the time that the homeserver names", async () => {
    for (const homeserver of [
      inList({ ...listed, since: 5_000 }),
      single({ pending: { ...listed, since: 5_000 } }),
    ])
      assert.deepEqual(await became(homeserver), { kind: "listed", at: 5_000 });
  });

  it("is pending, not restarted just now, if the homeserver does not say since when", async () => {
    for (const homeserver of [inList(listed), single({ pending: listed })])
      assert.deepEqual(await became(homeserver), { kind: "listed", at: 9_000, isUntold: true });
  });

  it("is sent if the homeserver says so", async () => {
    assert.deepEqual(await became(single({ finalised: { at: 8_000, isSent: true } })), {
      kind: "found",
      at: 8_000,
    });
  });

  it("is dropped, with the homeserver's reason if there is one", async () => {
    assert.deepEqual(await became(single({ finalised: { at: 8_000, error: "No" } })), {
      kind: "nowhere",
      at: 8_000,
      error: "No",
    });
    for (const homeserver of [single({ finalised: {} }), single("gone"), inList()])
      assert.deepEqual(await became(homeserver), { kind: "nowhere", at: 9_000 });
  });

  it("is sent if the event reached the room after the first look there, as a late homeserver's does", async () => {
    let checks = 0;
    const lastEvents = async () => {
      checks += 1;
      // A state event is looked for among the account's own events, then among everybody's.
      return checks > 2 ? [{ sender: "@alice:x", at: 8_900, content, stateKey: "" }] : [];
    };
    for (const homeserver of [single("gone"), inList()]) {
      checks = 0;
      assert.deepEqual(await became({ lastEvents, ...homeserver }), { kind: "found", at: 8_900 });
    }
    checks = 0;
    await became({ lastEvents, ...inList(listed) });
    assert.equal(checks, 2);
  });

  it("is unknown if the homeserver cannot list delayed events", async () => {
    assert.equal(
      await became({ delayedEvent: async () => undefined, pendingEvents: async () => undefined }),
      undefined,
    );
  });
});
