import assert from "node:assert/strict";
import { accountRequests } from "../../../../src/background/homeserver/account.ts";
import type { Request } from "../../../../src/background/homeserver/request.ts";

const answering = (body: unknown) =>
  accountRequests((async () => ({ body, here: (at: number) => at })) as Request);

describe("a token's account", () => {
  it("is what the homeserver says", async () => {
    const said = { user_id: "@alice:x", device_id: "A", is_guest: false };
    assert.deepEqual(await answering(said).whoAmI(), { userId: "@alice:x", deviceId: "A" });
    const guest = { user_id: "@1:x", device_id: null, is_guest: true };
    assert.deepEqual(await answering(guest).whoAmI(), { userId: "@1:x", isGuest: true });
  });

  it("is unknown if the homeserver's answer cannot be a user or device id", async () => {
    const long = "a".repeat(600);
    for (const user_id of [`@${long}:x`, "alice", "@a\u202e:x", "@a b:x", "@a:x/y", "", 7])
      await assert.rejects(answering({ user_id }).whoAmI(), String(user_id));
    for (const device_id of [long, "a\u0000", 7, "$org.matrix.msc3819.matrix_device_id"])
      await assert.rejects(answering({ user_id: "@alice:x", device_id }).whoAmI(), String(device_id));
  });
});

describe("the longest delay that a homeserver accepts", () => {
  const longest = (max_delay_ms: unknown) =>
    answering({ capabilities: { "m.delayed_events": { max_delay_ms } } }).longestDelay();

  it("is what it says, or unknown if that is not a duration", async () => {
    assert.equal(await longest(86_400_000), 86_400_000);
    for (const nonsense of [-1, null, "1 d"]) assert.equal(await longest(nonsense), undefined);
    assert.equal(await longest(1e300), Number.MAX_SAFE_INTEGER);
  });
});
