import assert from "node:assert/strict";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
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

/** @returns the support read from these answers, and which of the two were requested */
async function supportIn(
  versions: object,
  capabilities: () => object = () => ({}),
  since?: { delayedEvents?: string; stickyEvents?: string },
) {
  const asked: string[] = [];
  const request: Request = async (_, path) => {
    asked.push(path.split("/").at(-1) ?? "");
    const isVersions = path.endsWith("/versions");
    return { body: isVersions ? versions : { capabilities: capabilities() }, here: (at) => at };
  };
  return { support: await accountRequests(request, since).supports(), asked };
}
const flagged = (...names: string[]) => ({
  versions: ["v1.11"],
  unstable_features: Object.fromEntries(names.map((name) => [name, true])),
});
const capable = (limits: unknown) => () => ({ "m.delayed_events": limits });

describe("the support that a homeserver claims", () => {
  it("comes from a flag, without another request", async () => {
    for (const [flag, said] of [
      ["org.matrix.msc4140", { unstable: true, stable: false }],
      ["org.matrix.msc4140.stable", { unstable: false, stable: true }],
    ] as const)
      assert.deepEqual(await supportIn(flagged(flag)), {
        support: { ...said, stickyEvents: false },
        asked: ["versions"],
      });
  });

  it("comes from the specification's capability if there is no flag, as at future homeservers", async () => {
    for (const versions of [
      { versions: ["v1.30"] },
      flagged(),
      { versions: ["v1.30"], unstable_features: null },
    ]) {
      const { support, asked } = await supportIn(
        versions,
        capable({ max_delay_ms: 86_400_000, max_scheduled: 100 }),
      );
      assert.deepEqual(support, { unstable: false, stable: true, stickyEvents: false });
      assert.deepEqual(asked, ["versions", "capabilities"]);
    }
  });

  for (const limits of [
    undefined,
    {},
    7,
    { max_delay_ms: 0 },
    { max_delay_ms: "1 d" },
    { max_delay_ms: 9, max_scheduled: 0 },
  ])
    it(`is missing if the capability is ${JSON.stringify(limits)}`, async () => {
      const { support } = await supportIn(flagged(), capable(limits));
      assert.deepEqual(support, { unstable: false, stable: false, stickyEvents: false });
    });

  it("is missing if only the proposal's capability is there, which Synapse keeps while a flag says no", async () => {
    const limits = { max_delay_ms: 86_400_000, max_scheduled: 100 };
    const { support } = await supportIn(flagged(), () => ({ "org.matrix.msc4140.delayed_events": limits }));
    assert.equal(support.stable || support.unstable, false);
  });

  it("is missing if the capabilities are refused or not answered", async () => {
    for (const error of [new MatrixError({ errcode: "M_UNRECOGNIZED" }, 404), new Error("no answer")]) {
      const refused = () => {
        throw error;
      };
      assert.equal((await supportIn(flagged(), refused)).support.stable, false);
    }
  });

  it("comes from the specification's version once a version includes it, and from any later one", async () => {
    const since = { delayedEvents: "v1.20", stickyEvents: "v1.21" };
    const said = async (...versions: unknown[]) => (await supportIn({ versions }, undefined, since)).support;
    assert.deepEqual(await said("v1.9", "v1.19", "r0.6.1", 7, "v1.x"), {
      unstable: false,
      stable: false,
      stickyEvents: false,
    });
    assert.deepEqual(await said("v1.9", "v1.20"), { unstable: false, stable: true, stickyEvents: false });
    assert.deepEqual(await said("v2.0"), { unstable: false, stable: true, stickyEvents: true });
    assert.equal((await supportIn({ versions: ["v1.20"] })).support.stable, false);
  });

  it("include sticky events by either of their flags", async () => {
    for (const flag of ["org.matrix.msc4354", "org.matrix.msc4354.stable"])
      assert.equal((await supportIn(flagged(flag, "org.matrix.msc4140"))).support.stickyEvents, true);
  });
});

describe("the longest delay that a homeserver accepts", () => {
  const longest = (max_delay_ms: unknown) =>
    answering({ capabilities: { "m.delayed_events": { max_delay_ms } } }).longestDelay();

  it("is the one it names, or unknown if that is not a duration", async () => {
    assert.equal(await longest(86_400_000), 86_400_000);
    for (const nonsense of [-1, null, "1 d"]) assert.equal(await longest(nonsense), undefined);
    assert.equal(await longest(1e300), Number.MAX_SAFE_INTEGER);
  });

  it("is 0 if delayed events are off, in either of two forms", async () => {
    assert.equal(await longest(0), 0);
    const off = { "org.matrix.msc4140.delayed_events": { max_delay_ms: 9, max_scheduled: 0 } };
    assert.equal(await answering({ capabilities: off }).longestDelay(), 0);
  });
});

describe("the limits that a homeserver names", () => {
  const limits = (capability: unknown) =>
    answering({ capabilities: { "org.matrix.msc4140.delayed_events": capability } }).limits();

  it("are the longest delay and how many may be pending, each if it is named", async () => {
    assert.deepEqual(await limits({ max_delay_ms: 5, max_scheduled: 100 }), { longest: 5, most: 100 });
    assert.deepEqual(await limits({ max_delay_ms: 5 }), { longest: 5 });
    for (const nonsense of [undefined, null, "x", { max_delay_ms: "1 d", max_scheduled: -1 }])
      assert.deepEqual(await limits(nonsense), {});
  });
});
