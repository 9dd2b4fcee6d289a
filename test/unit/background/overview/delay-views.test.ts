import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createDelayViews } from "../../../../src/background/overview/delay-views.ts";
import { createRoomNames } from "../../../../src/background/overview/room-names.ts";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../../../../src/messaging/sender.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { aSession } from "../sessions/a-session.ts";

/** @returns what pages see of these entries at a time (epoch ms), with room names if there is a session */
function viewsOf(
  entries: LedgerEntry[],
  { now = 1_000, hasSession = true, isOpen = (): boolean => true } = {},
) {
  const asked: string[] = [];
  const roomName = async (roomId: string) => {
    asked.push(roomId);
    return "Standup";
  };
  const lookups: string[] = [];
  const { seenFrom: views, ...others } = createDelayViews({
    ledger: {
      all: async () => entries,
      get: async (id) => entries.find((entry) => entry.id === id),
    },
    sessions: {
      async ofAccount(...place) {
        lookups.push(JSON.stringify(place));
        return hasSession ? aSession({ roomName }) : undefined;
      },
    },
    roomName: createRoomNames(),
    openOf: async () => isOpen,
    now: () => now,
  });
  return { views, ...others, asked, lookups };
}

describe("a page's view of the delays", () => {
  it("contains no whole delay_id, and nothing internal to the ledger", async () => {
    const entry = ledgerEntry({
      delayId: "syd_secretsecret",
      mayHaveDuplicates: true,
      checks: 2,
      seen: true,
    });
    const [view] = await viewsOf([entry]).views(DEFAULT_PARTITION);
    const told = JSON.stringify(view);
    assert.equal(view?.maskedDelayId, "syd_se…");
    for (const hidden of ["syd_secret", "mayHaveDuplicates", "checks", "seen", "partition"])
      assert.ok(!told.includes(hidden), hidden);
  });

  it("contains only private delays in a private window, and only others elsewhere", async () => {
    const entries = [
      ledgerEntry({ id: "private", partition: PRIVATE_PARTITION }),
      ledgerEntry({ id: "ordinary" }),
      ledgerEntry({ id: "container", partition: "firefox-container-1" }),
    ];
    const { views } = viewsOf(entries);
    const ids = async (partition: string) => (await views(partition)).map(({ id }) => id);
    assert.deepEqual(await ids(PRIVATE_PARTITION), ["private"]);
    assert.deepEqual(await ids(DEFAULT_PARTITION), ["ordinary", "container"]);
  });

  it("leaves out a delay that cannot be shown, and keeps the others", async () => {
    const broken = ledgerEntry({ id: "broken", widget: undefined as never, delayId: 7 as never });
    const { views } = viewsOf([broken, ledgerEntry({ id: "whole" })]);
    assert.deepEqual(
      (await views(DEFAULT_PARTITION)).map(({ id }) => id),
      ["whole"],
    );
  });

  it("has a room's name from the account's own homeserver, not from another that has a room with the same id", async () => {
    const evil = { userId: "@alice:x", homeserver: "https://evil.example" };
    const { views, asked } = viewsOf([ledgerEntry({ id: "1" }), ledgerEntry({ id: "2", account: evil })]);
    await views(DEFAULT_PARTITION);
    assert.deepEqual(asked, ["!r:x", "!r:x"]);
  });

  it("does not contain a delay that is still being scheduled", async () => {
    assert.deepEqual(await viewsOf([ledgerEntry({ state: "intended" })]).views(DEFAULT_PARTITION), []);
  });

  it("contains all pending delays, the next due first, and the ten that ended last", async () => {
    const pending = [3, 1, 2].map((at) => ledgerEntry({ id: `due ${at}`, dueAt: 10_000 + at }));
    const ended = Array.from({ length: 12 }, (_, at) =>
      ledgerEntry({ id: `ended ${at}`, state: "sent", endedAt: at }),
    );
    const ids = (await viewsOf([...ended, ...pending]).views(DEFAULT_PARTITION)).map(({ id }) => id);
    assert.deepEqual(ids.slice(0, 4), ["due 1", "due 2", "due 3", "ended 11"]);
    assert.deepEqual([ids.length, ids.at(-1)], [13, "ended 2"]);
  });

  it("also contains dropped delays, however many others have ended since, even if already shown", async () => {
    const nothing = (at: number) => ledgerEntry({ id: `nothing ${at}`, state: "dropped", endedAt: at });
    const others = Array.from({ length: 10 }, (_, at) =>
      ledgerEntry({ id: `sent ${at}`, state: "sent", endedAt: 100 + at }),
    );
    for (const seen of [false, true]) {
      const entries = [{ ...nothing(1), seen }, ...others];
      const ids = (await viewsOf(entries).views(DEFAULT_PARTITION)).map(({ id }) => id);
      assert.deepEqual([ids.length, ids.at(-1)], [11, "nothing 1"]);
    }
    const many = Array.from({ length: 12 }, (_, at) => nothing(at));
    const shown = async (seen: boolean) =>
      (await viewsOf(many.map((entry) => ({ ...entry, seen }))).views(DEFAULT_PARTITION)).length;
    assert.deepEqual([await shown(false), await shown(true)], [12, 10]);
  });

  it("also contains a logged-out account's pending delays, marked as having no session", async () => {
    const { views, asked } = viewsOf([ledgerEntry()], { hasSession: false });
    const [view] = await views(DEFAULT_PARTITION);
    assert.deepEqual([view?.hasSession, view?.userId, view?.room.name], [false, "@alice:x", undefined]);
    assert.deepEqual(asked, []);
  });

  it("has a room's name, requested once", async () => {
    const { views, asked } = viewsOf([ledgerEntry(), ledgerEntry({ id: "2" })]);
    await views(DEFAULT_PARTITION);
    assert.equal((await views(DEFAULT_PARTITION))[0]?.room.name, "Standup");
    assert.deepEqual(asked, ["!r:x"]);
  });

  it("says when a delay will be resent, while that is planned", async () => {
    const resendDue = ledgerEntry({
      state: "dropped",
      endedAt: 0,
      resend: { transactionId: "t", notBefore: 9_000 },
    });
    const resendAt = async (change: Partial<LedgerEntry>) =>
      (await viewsOf([{ ...resendDue, ...change }]).views(DEFAULT_PARTITION))[0]?.resendAt;
    assert.equal(await resendAt({}), 9_000);
    assert.equal(await resendAt({ state: "sent" }), undefined);
    assert.equal(await resendAt({ checks: 11 }), undefined);
  });

  it("has a room's name as the delay's own account and homeserver name it", async () => {
    const accounts = ["https://hs.example", "https://evil.example"].map((homeserver) => ({
      userId: "@alice:x",
      homeserver,
    }));
    const entries = accounts.map((account, id) => ledgerEntry({ id: String(id), account }));
    const { views, asked } = viewsOf([...entries, ledgerEntry({ id: "again" })]);
    await views(DEFAULT_PARTITION);
    assert.deepEqual(asked, ["!r:x", "!r:x"]);
  });

  it("looks each account's session up once, however many delays the account has", async () => {
    const bob = { userId: "@bob:x", homeserver: "https://hs.example" };
    const entries = Array.from({ length: 1_000 }, (_, id) =>
      ledgerEntry({ id: String(id), ...(id % 2 === 0 && { account: bob }) }),
    );
    const { views, lookups } = viewsOf(entries);
    assert.equal((await views(DEFAULT_PARTITION)).length, 1_000);
    assert.equal(lookups.length, 2);
  });

  it("has the beginning of a message in one line, and never the whole content", async () => {
    const excerpt = async (body: unknown, change: Partial<LedgerEntry> = {}) => {
      const { stateKey: _, ...entry } = ledgerEntry({ content: { body, more: "secret" }, ...change });
      const [view] = await viewsOf([entry]).views(DEFAULT_PARTITION);
      assert.doesNotMatch(JSON.stringify(view), /secret/);
      return view?.excerpt;
    };
    assert.equal(await excerpt("  Lunch\n at  one? "), "Lunch at one?");
    assert.equal(await excerpt("🎉".repeat(200)), `${"🎉".repeat(79)}…`);
    for (const none of ["", " \n", 7, undefined]) assert.equal(await excerpt(none), undefined);
    const [state] = await viewsOf([ledgerEntry({ content: { body: "x" } })]).views(DEFAULT_PARTITION);
    assert.equal(state?.excerpt, undefined);
  });

  it("says that a widget is closed, unless a page of it is open or the widget is unknown", async () => {
    const closed = async (isOpen: boolean, change: Partial<LedgerEntry> = {}) =>
      (await viewsOf([ledgerEntry(change)], { isOpen: () => isOpen }).views(DEFAULT_PARTITION))[0]
        ?.widgetClosed;
    assert.equal(await closed(false), true);
    assert.equal(await closed(true), undefined);
    assert.equal(await closed(false, { elsewhere: true }), undefined);
  });

  it("has only the requested delays, and no private delay in an ordinary window", async () => {
    const entries = ["a", "b", "c"].map((id) => ledgerEntry({ id }));
    const { some, details } = viewsOf([...entries, ledgerEntry({ id: "p", partition: PRIVATE_PARTITION })]);
    const ids = async (partition: string) => (await some(partition, ["b", "p", "?"])).map(({ id }) => id);
    assert.deepEqual(await ids(DEFAULT_PARTITION), ["b"]);
    assert.deepEqual(await ids(PRIVATE_PARTITION), ["p"]);
    assert.equal(await details(DEFAULT_PARTITION, "p"), undefined);
    assert.deepEqual(await details(PRIVATE_PARTITION, "p"), { content: {} });
  });
});
