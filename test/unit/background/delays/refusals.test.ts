import assert from "node:assert/strict";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { outcomeOf, RefusedError } from "../../../../src/background/delays/refusals.ts";
import { PresetError } from "../../../../src/background/preset.ts";
import type { Refusal } from "../../../../src/messaging/views/outcomes.ts";

const refused = (error: unknown) =>
  outcomeOf(
    () => Promise.reject(error),
    () => 1_000,
  );

describe("the popup's answer to a user's action", () => {
  it("says that it was done", async () => {
    assert.deepEqual(
      await outcomeOf(
        async () => {},
        () => 1_000,
      ),
      { ok: true },
    );
  });

  it("says that the homeserver no longer has the delay", async () => {
    const gone = new MatrixError({ errcode: "M_NOT_FOUND", error: "Delayed event not found" }, 404);
    const error = "M_NOT_FOUND: Delayed event not found";
    assert.deepEqual(await refused(gone), { ok: false, error, reason: "gone" });
    const conflict = new MatrixError({ errcode: "M_UNKNOWN", error: "It was sent" }, 409);
    assert.deepEqual(await refused(conflict), { ok: false, error: "M_UNKNOWN: It was sent", reason: "gone" });
  });

  it("says when the homeserver will accept requests again after too many", async () => {
    const limit = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests" };
    for (const [said, at] of [
      [{ retry_after_ms: 2_500 }, 3_500],
      [{}, 2_000],
    ] as const) {
      const outcome = await refused(new MatrixError({ ...limit, ...said }, 429));
      assert.deepEqual(outcome, {
        ok: false,
        error: "M_LIMIT_EXCEEDED: Too Many Requests",
        reason: "limited",
        at,
      });
    }
  });

  it("says so if a proxy in front of the homeserver has the limit, with an error of its own", async () => {
    const proxys = new HTTPError("Server returned 429 error", 429, new Headers({ "retry-after": "9" }));
    const { error: _, ...said } = (await refused(proxys)) as Refusal;
    assert.deepEqual(said, { ok: false, reason: "limited", at: 10_000 });
  });

  it("contains the background's own reason, with its time if it has one", async () => {
    const resendDue = await refused(new RefusedError("Too Many Requests", "resend-due", 7_000));
    assert.deepEqual(resendDue, { ok: false, error: "Too Many Requests", reason: "resend-due", at: 7_000 });
    const forgotten = await refused(new RefusedError("no", "forgotten"));
    assert.deepEqual(forgotten, { ok: false, error: "no", reason: "forgotten" });
  });

  it("says that an administrator has decided this", async () => {
    const { error: _, ...said } = (await refused(new PresetError())) as Refusal;
    assert.deepEqual(said, { ok: false, reason: "preset" });
  });

  it("contains the homeserver's own error for everything else, without its address", async () => {
    const url =
      "https://hs.example/_matrix/client/unstable/org.matrix.msc4140/delayed_events/syd_secret/send";
    const outcome = await refused(
      new MatrixError({ errcode: "M_FORBIDDEN", error: "You may not" }, 403, url),
    );
    assert.deepEqual(outcome, { ok: false, error: "M_FORBIDDEN: You may not" });
  });
});
