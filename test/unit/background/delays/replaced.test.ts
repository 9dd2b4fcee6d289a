import assert from "node:assert/strict";
import { mock } from "node:test";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createScheduling } from "../../../../src/background/delays/scheduling.ts";
import { createSupport, UnsupportedError } from "../../../../src/background/delays/support.ts";
import { createUnclaimed } from "../../../../src/background/delays/unclaimed.ts";
import { createConnect } from "../../../../src/background/homeserver/homeserver.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ledgerEntry } from "./ledger-entry.ts";

const { roomId, type, content = {}, delay, widget } = ledgerEntry();

interface Version {
  /** The answer to `/versions`; absent if there is none. */
  says: boolean | undefined;
  hasEndpoint: boolean;
  query: "obeyed" | "ignored" | "unknown";
}
const TODAY: Version = { says: true, hasEndpoint: false, query: "obeyed" };
const NEXT: Version = { says: true, hasEndpoint: true, query: "unknown" };
/** A version that sends delayed events at once. */
const OLD: Version = { says: false, hasEndpoint: false, query: "ignored" };

/** A background that has just scheduled an event at one version of a homeserver, which may be replaced by another. */
async function scheduledAt(first: Version) {
  let version: Version | undefined = first;
  const asked: string[] = [];
  const clock = { now: 1_000 };
  const now = () => clock.now;

  function answerTo({ pathname, searchParams }: URL, { says, hasEndpoint, query }: Version) {
    if (pathname.endsWith("/versions")) {
      asked.push("versions");
      if (says === undefined) throw new TypeError("Failed to fetch");
      return { unstable_features: { "org.matrix.msc4140": says } };
    }
    if (pathname.endsWith("/capabilities")) return { capabilities: {} };
    if (pathname.includes("/delayed_event/")) {
      asked.push("endpoint");
      return hasEndpoint && { delay_id: "d" };
    }
    assert.ok(searchParams.has("org.matrix.msc4140.delay"));
    asked.push(query === "ignored" ? "SENT AT ONCE" : "query");
    return { obeyed: { delay_id: "d" }, ignored: { event_id: "$e" }, unknown: false }[query];
  }

  mock.method(globalThis, "fetch", async (resource: URL | string) => {
    if (!version) throw new TypeError("Failed to fetch");
    const answer = answerTo(new URL(resource), version);
    return Response.json(answer || { errcode: "M_UNRECOGNIZED" }, { status: answer ? 200 : 404 });
  });

  const ledger = createLedger({ persistent: memoryStore(), inMemory: memoryStore() }, { now, changed() {} });
  const limits = createRateLimit(now);
  const connection = createConnect()({ baseUrl: "https://hs.example", token: "secret" });
  const session = aSession({ ...connection, pendingEvents: async () => [] });
  const { schedule: begin } = createScheduling({
    ledger,
    limits,
    now,
    preflight: { check: async () => {} },
    support: createSupport(memoryStore(), now),
    unclaimed: createUnclaimed({ ledger, limits, now }),
  });
  let count = 0;
  const schedule = () =>
    begin(
      { session, widget },
      roomId,
      { type, stateKey: "k", content, delay },
      {
        id: String(++count),
        deadline: now() + 9_000,
      },
    );
  await schedule();
  asked.splice(0);
  return {
    asked,
    clock,
    schedule,
    /** The homeserver goes down. */
    becomes(other: Version | undefined) {
      version = other;
    },
    state: async () => (await ledger.get(String(count)))?.state,
  };
}

describe("a homeserver that was replaced after it named its support", () => {
  afterEach(() => mock.restoreAll());

  it("gets no request but the event if it has the endpoint that fails closed", async () => {
    const { asked, schedule } = await scheduledAt(NEXT);
    await schedule();
    assert.deepEqual(asked, ["endpoint"]);
  });

  it("never gets the event if it has lost that endpoint and would send at once", async () => {
    const { asked, schedule, becomes, state } = await scheduledAt(NEXT);
    becomes(OLD);
    await assert.rejects(schedule(), UnsupportedError);
    assert.deepEqual([asked, await state()], [["endpoint", "versions"], "refused"]);
  });

  it("never gets the event if it has lost that endpoint and does not name its support", async () => {
    const { asked, schedule, becomes, state } = await scheduledAt(NEXT);
    becomes({ ...OLD, says: undefined });
    await assert.rejects(schedule(), /M_UNRECOGNIZED/);
    assert.deepEqual([asked, await state()], [["endpoint", "versions"], "refused"]);
  });

  it("gets the event in the older way if it claims to know that", async () => {
    const { asked, schedule, becomes, state } = await scheduledAt(NEXT);
    becomes(TODAY);
    assert.equal(await schedule(), "d");
    assert.deepEqual(asked.slice(0, 2), ["endpoint", "versions"]);
    assert.deepEqual([asked.at(-1), await state()], ["query", "pending"]);
  });

  it("gets the event in the newer way if it no longer knows the older one", async () => {
    const { asked, schedule, becomes, state } = await scheduledAt(TODAY);
    becomes(NEXT);
    assert.equal(await schedule(), "d");
    assert.equal(asked[0], "versions");
    assert.deepEqual([asked.at(-1), await state()], ["endpoint", "pending"]);
  });

  it("is asked once for its support if it claims support and then knows no way", async () => {
    const { asked, schedule, becomes, state } = await scheduledAt(TODAY);
    becomes({ ...NEXT, hasEndpoint: false });
    await assert.rejects(schedule(), /M_UNRECOGNIZED/);
    assert.equal(asked.filter((what) => what === "versions").length, 1);
    assert.equal(await state(), "refused");
  });

  it("is asked for its support before each event in the older way, and gets no event without it", async () => {
    const { asked, schedule, becomes, state } = await scheduledAt(TODAY);
    becomes(OLD);
    await assert.rejects(schedule(), UnsupportedError);
    assert.deepEqual([asked, await state()], [["versions"], undefined]);
  });
});
