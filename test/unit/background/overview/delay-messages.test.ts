import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createRateLimit, limitedOf } from "../../../../src/background/delays/rate-limit.ts";
import { RefusedError } from "../../../../src/background/delays/refusals.ts";
import { createDelayMessages } from "../../../../src/background/overview/delay-messages.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { aSession } from "../sessions/a-session.ts";

const bob = { userId: "@bob:x", homeserver: "https://hs.example" };

/** Answers a popup's messages about these entries; `update` performs the user's action on one. */
function given(entries = [ledgerEntry()], update: (id: string) => Promise<void> = async () => {}) {
  const updated: string[] = [];
  const seenBy: Session[][] = [];
  const limits = createRateLimit(() => 0, { atOnce: 1_000, every: 1_000, reserved: 3 });
  const sessionOf = (userId: string) => aSession({}, { account: { userId } });
  const messages = createDelayMessages({
    ledger: { all: async () => entries, get: async (id) => entries.find((entry) => entry.id === id) },
    sessions: {
      known: async () => [sessionOf("@tab:x")],
      ofAccount: async (_, __, { userId }) => (userId === "@gone:x" ? undefined : sessionOf(userId)),
    },
    limits,
    delayViews: {
      seenFrom: async () => [],
      some: async (_, ids) => ids.filter((id) => id !== "else").map((id) => ({ id })) as never,
      details: async (_, id) => (id === "else" ? undefined : { content: { of: id } }),
    },
    elsewhere: {
      async seenBy(sessions: Session[]) {
        seenBy.push(sessions);
        return { delays: [], failed: false };
      },
      some: async (ids: string[]) => ids.map((id) => ({ id, elsewhere: true })),
      details: () => ({ content: { of: "elsewhere" } }),
    } as never,
    async update(id) {
      await update(id);
      limits.take(limitedOf(sessionOf("@alice:x")));
      updated.push(id);
    },
    now: () => 0,
  });
  return { messages, updated, seenBy, limits, account: limitedOf(sessionOf("@alice:x")) };
}

describe("the popup's requests about single delays", () => {
  it("are answered from the ledger, and from the homeserver's list for delays that the ledger does not have", async () => {
    const { messages } = given();
    assert.deepEqual(await messages.some("default", ["a", "else"]), [
      { id: "a" },
      { id: "else", elsewhere: true },
    ]);
    assert.deepEqual(await messages.details("default", "a"), { content: { of: "a" } });
    assert.deepEqual(await messages.details("default", "else"), { content: { of: "elsewhere" } });
  });

  it("ask the homeservers for the tab's accounts and those that the window lists, each once", async () => {
    const entries = [
      ledgerEntry(),
      ledgerEntry({ id: "2" }),
      ledgerEntry({ id: "3", account: bob }),
      ledgerEntry({ id: "4", account: { ...bob, userId: "@gone:x" } }),
      ledgerEntry({ id: "5", account: { ...bob, userId: "@private:x" }, partition: "private" }),
    ];
    const { messages, seenBy } = given(entries);
    await messages.listed("default", "https://client.example");
    await messages.listed("default", undefined);
    const users = seenBy.map((sessions) => sessions.map(({ account }) => account.userId));
    assert.deepEqual(users, [
      ["@tab:x", "@alice:x", "@bob:x"],
      ["@alice:x", "@bob:x"],
    ]);
  });
});

describe("cancelling all delays of a widget", () => {
  const three = ["1", "2", "3"].map((id) => ledgerEntry({ id }));

  it("cancels them one after another, and counts each once", async () => {
    const { messages, updated, limits, account } = given(three);
    const free = () => limits.wait(account);
    await messages.cancelAll(["1", "2", "3"]);
    assert.deepEqual(updated, ["1", "2", "3"]);
    for (let left = 1_000 - 3 - 3; left > 0; left -= 1) {
      assert.equal(free(), 0);
      limits.take(account);
    }
    assert.ok(free() > 0);
  });

  for (const [what, error] of [
    ["gone", new MatrixError({ errcode: "M_NOT_FOUND" }, 404)],
    ["forgotten", new RefusedError("This delay is no longer known.", "forgotten")],
  ] as const)
    it(`continues after one that is ${what}`, async () => {
      const { messages, updated } = given(three, async (id) => {
        if (id === "1") throw error;
      });
      await messages.cancelAll(["1", "2", "3"]);
      assert.deepEqual(updated, ["2", "3"]);
    });

  it("stops at the first refusal, and says why", async () => {
    const { messages, updated } = given(three, async (id) => {
      if (id === "2") throw new RefusedError("No session", "no-session");
    });
    await assert.rejects(messages.cancelAll(["1", "2", "3"]), /No session/);
    assert.deepEqual(updated, ["1"]);
  });

  it("stops if the homeserver limits requests for long, and says until when", async () => {
    const { messages, updated, limits, account } = given(three);
    limits.refused(account, 60_000);
    await assert.rejects(
      messages.cancelAll(["1", "2", "3"]),
      ({ reason, at }: RefusedError) => reason === "limited" && (at ?? 0) >= 60_000,
    );
    assert.deepEqual(updated, []);
  });
});
