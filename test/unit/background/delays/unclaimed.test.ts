import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import { readList } from "../../../../src/background/homeserver/listed.ts";
import { inClockHere } from "../../../../src/delayed-events/times.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const NOW = 100_000;

/** @returns whether an equal event that was intended at a time (epoch ms) counts as being scheduled now */
function isUnderWay(intendedAt: number, change: Partial<LedgerEntry> = {}): Promise<boolean> {
  const other = ledgerEntry({ id: "2", state: "intended", intendedAt, ...change });
  const parts = { ledger: { all: async () => [other] }, now: () => NOW };
  return createUnclaimed(parts as never).isAnotherUnderWay(ledgerEntry());
}

describe("an equal event that another request asks for", () => {
  it("delays the request while the other may be under way", async () => {
    assert.deepEqual([await isUnderWay(NOW), await isUnderWay(NOW - 11_999)], [true, true]);
  });

  it("delays nothing once the other request has died with its background", async () => {
    assert.equal(await isUnderWay(NOW - 12_000), false);
  });

  it("does not delay the request until a clock that was set back has caught up", async () => {
    assert.equal(await isUnderWay(NOW + 3_600_000), false);
  });

  for (const [what, change] of [
    ["it is another user's", { account: { userId: "@bob:x", homeserver: "https://hs.example" } }],
    ["it is for another homeserver", { account: { userId: "@alice:x", homeserver: "https://b.example" } }],
    ["it is another event", { content: { other: true } }],
    ["it has been answered", { state: "pending" }],
    ["it is the same request", { id: "1" }],
  ] as const)
    it(`delays nothing if ${what}`, async () => {
      assert.equal(await isUnderWay(NOW, change), false);
    });
});

describe("an unclaimed event", () => {
  /** When the event was intended here (epoch ms). */
  const INTENDED = 10_000;
  const intended = ledgerEntry({ intendedAt: INTENDED, scheduledAt: INTENDED + 500 });
  const { delayId: _, scheduledAt: __, ...unanswered } = intended;

  interface Listed {
    delay_id: string;
    room_id: string;
    type: string;
    state_key?: string;
    content: object;
    delay: number;
    /** By the homeserver's clock (epoch ms). */
    running_since: number;
  }

  /** An event as the homeserver lists it: by default, equal to the intended one and scheduled at the same time. */
  const listed = (delay_id: string, change: Partial<Listed> = {}): Listed => {
    const { roomId: room_id, type, content = {}, delay } = intended;
    return { delay_id, room_id, type, state_key: "", content, delay, running_since: INTENDED, ...change };
  };

  /**
   * @returns the events that are withdrawn from a homeserver's list
   * @param ahead how far its clock is ahead of ours (ms)
   */
  async function withdrawn(
    entry: LedgerEntry,
    events: Listed[],
    { known = [entry], ahead = 0 }: { known?: LedgerEntry[]; ahead?: number } = {},
  ) {
    const cancelled: [string, string][] = [];
    const homeserver = {
      pendingEvents: async () =>
        readList({ body: { delayed_events: events }, here: (at) => inClockHere(at, NOW + ahead, NOW) }),
      update: async (...asked: [string, string]) => void cancelled.push(asked),
    };
    const limits = { acquire: async () => {} };
    const ledger = { all: async () => known };
    const parts = { ledger, limits, now: () => NOW };
    const said = await createUnclaimed(parts as never).withdraw(aSession(homeserver), entry);
    assert.deepEqual(
      cancelled,
      said?.map((delayId) => [delayId, "cancel"]),
    );
    return said;
  }

  it("is cancelled", async () => {
    assert.deepEqual(await withdrawn(unanswered, [listed("lost")]), ["lost"]);
  });

  it("is not an event that the ledger knows, whoever scheduled it", async () => {
    const other = ledgerEntry({ id: "2", delayId: "other's", client: "https://other.example" });
    const known = [unanswered, other];
    assert.deepEqual(await withdrawn(unanswered, [listed("other's")], { known }), []);
  });

  for (const [what, change] of [
    ["room", { room_id: "!other:x" }],
    ["type", { type: "com.example.other" }],
    ["state key", { state_key: "other" }],
    ["content", { content: { other: true } }],
    ["delay", { delay: 9_000 }],
  ] as const)
    it(`is not an event of another ${what}`, async () => {
      assert.deepEqual(await withdrawn(unanswered, [listed("another", change)]), []);
    });

  it("is not a message if the intended event was state", async () => {
    const { state_key: _, ...message } = listed("message");
    assert.deepEqual(await withdrawn(unanswered, [message]), []);
  });

  it("is not an equal event scheduled before, within the precision of the homeserver's clock", async () => {
    const earlier = (ms: number) => listed(`${ms} ms earlier`, { running_since: INTENDED - ms });
    assert.deepEqual(await withdrawn(unanswered, [earlier(1_999), earlier(3_000)]), ["1999 ms earlier"]);
  });

  it("is identified by the homeserver's clock, however wrong", async () => {
    const ahead = 3_600_000;
    const events = [
      listed("lost", { running_since: INTENDED + ahead }),
      listed("old", { running_since: INTENDED - 3_000 + ahead }),
    ];
    assert.deepEqual(await withdrawn(unanswered, events, { ahead }), ["lost"]);
  });

  it("is not an equal event that came after the answered one, even if our clock has the same time for both", async () => {
    const ahead = INTENDED + 200 - NOW - 50;
    const entry = { ...intended, intendedAt: NOW - 100, scheduledAt: NOW };
    const events = [
      listed("d1", { running_since: INTENDED + 200 }),
      listed("another's", { running_since: INTENDED + 300 }),
    ];
    assert.deepEqual(await withdrawn(entry, events, { ahead }), []);
  });

  it("is not an equal event that came after the answered one", async () => {
    const events = [
      listed("duplicate", { running_since: INTENDED + 100 }),
      listed("d1", { running_since: INTENDED + 200 }),
      listed("another's", { running_since: INTENDED + 300 }),
    ];
    assert.deepEqual(await withdrawn(intended, events), ["duplicate"]);
  });

  for (const [what, entry, own] of [
    [
      "has been restarted since",
      { ...intended, restartedAt: 50_000 },
      [listed("d1", { running_since: 50_000 })],
    ],
    ["is no longer pending", intended, []],
  ] as const)
    it(`is not an equal event that came a second after an answer if the answered one ${what}`, async () => {
      const events = [
        ...own,
        listed("duplicate", { running_since: INTENDED + 500 + 1_000 }),
        listed("another's", { running_since: INTENDED + 500 + 1_001 }),
      ];
      assert.deepEqual(await withdrawn(entry, events), ["duplicate"]);
    });

  /** @returns what is withdrawn if the ledger changes while the list, or else the slot for cancelling, is awaited */
  async function withdrawnMeanwhile(during: "list" | "slot", ...changes: (LedgerEntry | undefined)[]) {
    let all = [unanswered];
    let slots = 0;
    const change = () => {
      const next = changes.shift();
      if (next) all = [unanswered, next];
    };
    const homeserver = {
      async pendingEvents() {
        if (during === "list") change();
        return readList({ body: { delayed_events: [listed("other's")] }, here: (at) => at });
      },
      update: async () => {},
    };
    const limits = {
      async acquire() {
        slots += 1;
        if (during === "slot" && slots === 2) change();
      },
    };
    const ledger = {
      async all() {
        const said = all;
        // The other request is answered between two readings of the ledger.
        if (said.length > 1) change();
        return said;
      },
    };
    const parts = { ledger, limits, now: () => INTENDED + 3_000 };
    return createUnclaimed(parts as never).withdraw(aSession(homeserver), unanswered);
  }
  const other = { id: "2", delayId: "other's" };

  it("is not that of an equal request that began while the list was on its way", async () => {
    const { delayId: _, ...asking } = ledgerEntry({
      ...other,
      state: "intended",
      intendedAt: INTENDED + 3_000,
    });
    assert.deepEqual(await withdrawnMeanwhile("list", asking, ledgerEntry(other)), []);
  });

  it("is not one that a widget got while there was no slot for cancelling it", async () => {
    assert.deepEqual(await withdrawnMeanwhile("slot", ledgerEntry(other)), []);
  });

  it("is cancelled if the ledger has not changed in the meantime", async () => {
    for (const during of ["list", "slot"] as const)
      assert.deepEqual(await withdrawnMeanwhile(during), ["other's"]);
  });

  it("is unknown if the homeserver has no list, and nothing is cancelled", async () => {
    const parts = { ledger: { all: async () => [] }, limits: { acquire: async () => {} }, now: () => NOW };
    const session = aSession({ pendingEvents: async () => undefined });
    assert.equal(await createUnclaimed(parts as never).withdraw(session, unanswered), undefined);
  });
});
