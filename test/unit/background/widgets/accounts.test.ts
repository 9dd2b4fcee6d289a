import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { createAccounts } from "../../../../src/background/widgets/accounts.ts";
import type { Widget } from "../../../../src/background/widgets/widget-load.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { alice, at, bob, ORIGIN, seen, sessionsOf } from "../sessions/sessions-of.ts";

const BOBS = "https://bobs.example";
const bobs = { userId: bob.userId, homeserver: BOBS };
const delayId = "d1";

/** The widget of the ledger's entries, which names no user and no room. */
const widget = {
  id: "w",
  origin: "https://widget.example",
  partition: "default",
  client: ORIGIN,
  embedding: { ids: [], page: `${ORIGIN}/` },
} as unknown as Widget;
const naming = ({ userId }: typeof alice) =>
  ({
    ...widget,
    embedding: { ...widget.embedding, src: `https://w.example/?userId=${userId}` },
  }) as Widget;

/** Alice's and Bob's sessions, each at their own homeserver, in one client that has scheduled these events. */
async function accountsWith(...entries: LedgerEntry[]) {
  const isJoined = async () => assert.fail("A homeserver was asked who is in which room");
  const { sessions, silent } = sessionsOf({ a: alice, b: bob }, { isJoined });
  await sessions.learn(seen("a"));
  await sessions.learn(seen("b", at(BOBS)));
  await sessions.known("default", ORIGIN);
  const { sessionOf } = createAccounts(sessions, { all: async () => entries });
  const whose = async (of: Widget) => (await sessionOf(of, { delayId }))?.account.userId;
  return { sessions, silent, whose };
}

describe("the account of a widget with a delayed event, in a client with two accounts,", () => {
  it("is the one that the widget scheduled it as, whatever the other's homeserver says", async () => {
    const { silent, whose } = await accountsWith(ledgerEntry());
    silent.add(BOBS);
    assert.equal(await whose(widget), alice.userId);
  });

  for (const [what, change] of [
    ["widget", { id: "w2" }],
    ["widget's page", { origin: "https://other.example" }],
  ] as const)
    it(`is not clear if another ${what} scheduled it`, async () => {
      const { whose } = await accountsWith(ledgerEntry());
      assert.equal(await whose({ ...widget, ...change }), undefined);
    });

  for (const [what, change] of [
    ["client", { client: "https://other.example" }],
    ["partition", { partition: "private" }],
    ["delayed event", { delayId: "d2" }],
  ] as const)
    it(`is not clear to another ${what}`, async () => {
      const { whose } = await accountsWith(ledgerEntry(change));
      assert.equal(await whose(widget), undefined);
    });

  it("is the one that the widget's URL names, whoever scheduled it", async () => {
    const { whose } = await accountsWith(ledgerEntry());
    assert.equal(await whose(naming(bob)), bob.userId);
  });

  it("is the one that scheduled it if the widget's URL names an unknown device", async () => {
    const { whose } = await accountsWith(ledgerEntry());
    const naming = (query: string) =>
      ({ ...widget, embedding: { ...widget.embedding, src: `https://w.example/?${query}` } }) as Widget;
    assert.equal(await whose(naming("deviceId=camera")), alice.userId);
    assert.equal(await whose(naming("deviceId=B")), bob.userId);
  });

  it("is not clear if both have that delay_id, because a homeserver may issue any", async () => {
    const { whose } = await accountsWith(ledgerEntry(), ledgerEntry({ id: "2", account: bobs }));
    assert.equal(await whose(widget), undefined);
  });

  it("is the other account once the first is logged out", async () => {
    const { sessions, whose } = await accountsWith(ledgerEntry());
    await sessions.learn(seen("a", { url: "https://hs.example/_matrix/client/v3/logout" }));
    assert.equal(await whose(widget), bob.userId);
  });
});
