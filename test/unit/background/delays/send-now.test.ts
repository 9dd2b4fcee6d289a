import assert from "node:assert/strict";
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { RefusedError } from "../../../../src/background/delays/refusals.ts";
import { createSendNow } from "../../../../src/background/delays/send-now.ts";
import type { DelayEvent } from "../../../../src/delayed-events/delay.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const limited = (ms: number) =>
  new MatrixError({ errcode: "M_LIMIT_EXCEEDED", error: "Too many", retry_after_ms: ms }, 429);
const forbidden = new MatrixError({ errcode: "M_FORBIDDEN", error: "You may not" }, 403);

/** A Send now for one pending delay; `plain` holds every event sent without a delay, by its transaction id. */
async function sendNowWith({
  send = async () => {},
  became = async () => undefined,
  plainly = async () => {},
  entry = ledgerEntry(),
  isReplaced = false,
}: {
  send?: () => Promise<void>;
  became?: () => Promise<DelayEvent | undefined>;
  plainly?: () => Promise<void>;
  entry?: LedgerEntry;
  isReplaced?: boolean;
}) {
  const persistent = memoryStore();
  await persistent.set("delay 1", entry);
  const ledger = createLedger({ persistent, inMemory: memoryStore() }, { now: () => 0, changed: () => {} });
  const plain: string[] = [];
  let checks = 0;
  const sendPlainly = (_room: string, _event: object, transactionId: string) => {
    plain.push(transactionId);
    return plainly();
  };
  const { sendNow, resendNow } = createSendNow({
    ledger,
    delays: { update: send } as never,
    outcomes: {
      isReplaced: async () => isReplaced,
      of: () => {
        checks += 1;
        return became();
      },
    } as never,
    now: () => 0,
  });
  const session = aSession({ sendPlainly });
  return {
    ledger,
    persistent,
    plain,
    checks: () => checks,
    send: () => sendNow(entry, session),
    resend: () => resendNow(entry, session),
  };
}

const nowhere = async (): Promise<DelayEvent> => ({ kind: "nowhere", at: 0 });

describe("Send now", () => {
  it("makes no other request if the homeserver has sent the event", async () => {
    const { send, plain, checks } = await sendNowWith({});
    await send();
    assert.deepEqual([plain, checks()], [[], 0]);
  });

  it("resends nothing if the delay had ended before, or if no answer came", async () => {
    for (const error of [
      new MatrixError({ errcode: "M_NOT_FOUND" }, 404),
      new MatrixError({ errcode: "M_UNKNOWN", error: "It was cancelled" }, 409),
      new HTTPError("Server returned 409 error", 409),
      new ConnectionError("reset"),
    ]) {
      const { send, plain, checks } = await sendNowWith({
        send: () => Promise.reject(error),
        became: nowhere,
      });
      await assert.rejects(send(), error);
      assert.deepEqual([plain, checks()], [[], 0]);
    }
  });

  it("resends nothing if it cannot find out whether the homeserver has dropped the event", async () => {
    const { send, plain } = await sendNowWith({ send: () => Promise.reject(forbidden) });
    await assert.rejects(send(), /M_FORBIDDEN/);
    assert.deepEqual(plain, []);
  });

  for (const action of ["cancel", "send"] as const)
    it(`resends nothing if the widget's own ${action} ended the delay during that check`, async () => {
      const { send, plain, ledger, resend } = await sendNowWith({
        send: () => Promise.reject(limited(10)),
        async became() {
          await ledger.record("1", { kind: "updated", action, by: "widget", at: 0 });
          return nowhere();
        },
      });
      const told = await send().then(
        () => "sent",
        (error) => error.reason,
      );
      assert.equal(told, action === "send" ? "sent" : "gone");
      await ledger.note("1", { resend: { transactionId: "t", notBefore: 0 }, content: {} });
      await resend();
      assert.deepEqual([plain, (await ledger.get("1"))?.by], [[], "widget"]);
    });

  it("resends the event immediately, with its own transaction id, if it was refused for good and dropped", async () => {
    const { send, plain, ledger } = await sendNowWith({
      send: () => Promise.reject(forbidden),
      became: nowhere,
    });
    await send();
    const { state, by, resent } = (await ledger.get("1")) ?? {};
    assert.deepEqual([state, by, resent], ["sent", "user", true]);
    assert.equal(plain.length, 1);
    assert.notEqual(plain[0], "1");
  });

  it("keeps the event for later if a proxy limits requests with its own error, however often", async () => {
    const proxys = new HTTPError("Server returned 429 error", 429, new Headers({ "retry-after": "60" }));
    const { send, ledger, resend } = await sendNowWith({
      send: () => Promise.reject(forbidden),
      became: nowhere,
      plainly: () => Promise.reject(proxys),
    });
    await assert.rejects(send(), { reason: "resend-due", at: 60_000 });
    assert.equal((await ledger.get("1"))?.resend?.notBefore, 60_000);
    await ledger.note("1", { resend: { transactionId: "t", notBefore: 0 }, content: {} });
    await assert.rejects(resend());
    assert.equal((await ledger.get("1"))?.resend?.notBefore, 60_000);
  });

  it("never resends state that the account has set again since: a call that it joined again", async () => {
    const resend = { transactionId: "t", notBefore: 0 };
    const entry = ledgerEntry({ state: "dropped", endedAt: 0, resend });
    const { resend: again, plain, ledger } = await sendNowWith({ entry, isReplaced: true });
    await assert.rejects(again(), { reason: "gone" });
    await again();
    const { state, resend: still } = (await ledger.get("1")) ?? {};
    assert.deepEqual([plain, state, still], [[], "dropped", undefined]);
  });

  it("says when the event will be sent, and stores that, if it is later than the popup waits", async () => {
    const { send, plain, persistent } = await sendNowWith({
      send: () => Promise.reject(limited(60_000)),
      became: nowhere,
    });
    await assert.rejects(
      send(),
      (error) => error instanceof RefusedError && error.reason === "resend-due" && error.at === 60_000,
    );
    assert.deepEqual(plain, []);
    const { resend } = persistent.values.get("delay 1") as { resend: { notBefore: number } };
    assert.equal(resend.notBefore, 60_000);
  });

  it("also says when the event will be sent if the resend is over the rate limit", async () => {
    const { send, ledger } = await sendNowWith({
      send: () => Promise.reject(forbidden),
      became: nowhere,
      plainly: () => Promise.reject(limited(9_000)),
    });
    await assert.rejects(
      send(),
      (error) => error instanceof RefusedError && error.reason === "resend-due" && error.at === 9_000,
    );
    assert.equal((await ledger.get("1"))?.resend?.notBefore, 9_000);
  });

  it("gives up the resend if that is refused for good, and says why", async () => {
    const { send, ledger } = await sendNowWith({
      send: () => Promise.reject(forbidden),
      became: nowhere,
      plainly: () => Promise.reject(forbidden),
    });
    await assert.rejects(send(), forbidden);
    const { state, resend, error } = (await ledger.get("1")) ?? {};
    assert.deepEqual([state, resend, error], ["dropped", undefined, "M_FORBIDDEN: You may not"]);
  });

  it("resends the event once, however many ask for that at the same time", async () => {
    const { resend, ledger, plain } = await sendNowWith({});
    await ledger.record("1", { kind: "nowhere", at: 0 });
    await ledger.note("1", { resend: { transactionId: "t", notBefore: 0 }, content: {} });
    await Promise.all([resend(), resend()]);
    await resend();
    assert.deepEqual(plain, ["t"]);
  });

  it("resends nothing, and checks nothing, if the event's content is no longer kept", async () => {
    const { content: _, ...entry } = ledgerEntry({ state: "gone" });
    const { send, plain, checks } = await sendNowWith({
      entry,
      send: () => Promise.reject(forbidden),
      became: nowhere,
    });
    await assert.rejects(send(), forbidden);
    assert.deepEqual([plain, checks()], [[], 0]);
  });

  it("gives up a resend whose content was not kept, because that would be another event", async () => {
    const resendAs = { transactionId: "t", notBefore: 0 };
    const { content: _, ...entry } = ledgerEntry({ state: "dropped", resend: resendAs });
    const { resend, plain, ledger } = await sendNowWith({ entry });
    await resend();
    assert.deepEqual([plain, (await ledger.get("1"))?.resend], [[], undefined]);
  });

  it("keeps the content while a resend is due, although dropped delays lose theirs", async () => {
    const { send, ledger } = await sendNowWith({
      send: () => Promise.reject(limited(9_000)),
      became: nowhere,
      entry: ledgerEntry({ content: { a: 1 } }),
    });
    await assert.rejects(send(), RefusedError);
    assert.deepEqual((await ledger.get("1"))?.content, { a: 1 });
  });
});
