import assert from "node:assert/strict";
import { createSightings } from "../../../../src/background/sessions/sightings.ts";
import { memoryStore } from "../memory-store.ts";
import { ORIGIN, seen } from "./sessions-of.ts";

const { partition: _, ...fromWorker } = seen("t1");
const { authorization: __, ...withoutToken } = seen("t1");
const inPath = (path: string) => ({ ...withoutToken, url: `https://hs.example/_matrix/client/${path}` });

describe("why a client shows no session", () => {
  let store: ReturnType<typeof memoryStore>;
  let sightings: ReturnType<typeof createSightings>;
  beforeEach(() => {
    store = memoryStore();
    sightings = createSightings(store);
  });
  const reason = (partition = "default", origin = ORIGIN) => sightings.reasonFor(partition, origin);

  it("is that the browser does not tell its partition", async () => {
    assert.equal(await sightings.note(fromWorker), true);
    assert.equal(await reason(), "partition-unknown");
    assert.equal(await reason("private"), "partition-unknown");
    assert.equal(await reason("default", "https://other.example"), undefined);
  });

  it("is noted at the next request if storage did not take it at the first", async () => {
    store.most = 0;
    await assert.rejects(sightings.note(withoutToken));
    store.most = 1;
    assert.equal(await sightings.note(withoutToken), true);
  });

  it("is that its server has the session, if it requests the user's own data without a token", async () => {
    assert.equal(await sightings.note(withoutToken), true);
    assert.deepEqual([await reason(), await reason("private")], ["session-elsewhere", undefined]);
  });

  for (const path of ["v3/rooms/!r:x/messages", "r0/sync", "unstable/org.matrix.simplified_msc3575/sync"])
    it(`is that too with ${path}`, async () => {
      assert.equal(await sightings.note(inPath(path)), true);
    });

  for (const path of ["versions", "v3/login", "v1/auth_metadata", "v3/register/available", "v3/capabilities"])
    it(`is not known from ${path}, which a page requests before any login`, async () => {
      assert.equal(await sightings.note(inPath(path)), false);
      assert.equal(await reason(), undefined);
    });

  it("is not known from a request that shows a session", async () => {
    assert.equal(await sightings.note(seen("t1")), false);
    assert.deepEqual([await reason(), store.values.size], [undefined, 0]);
  });

  it("is noted once, and survives the worker's death, without the token or the address", async () => {
    await sightings.note({ ...fromWorker, url: `${fromWorker.url}&access_token=secret` });
    assert.equal(await sightings.note(fromWorker), false);
    const next = createSightings(store);
    assert.equal(await next.note(fromWorker), false);
    assert.equal(await next.reasonFor("default", ORIGIN), "partition-unknown");
    assert.doesNotMatch(JSON.stringify([...store.values]), /t1|secret|hs\.example/);
  });

  it("is forgotten for a client once a session was learned there, and for no other", async () => {
    await sightings.note(fromWorker);
    await sightings.note({ ...fromWorker, origin: "https://other.example" });
    await sightings.forget("default", ORIGIN);
    assert.equal(await reason(), undefined);
    assert.equal(await reason("default", "https://other.example"), "partition-unknown");
    assert.equal(await sightings.note(fromWorker), true);
  });

  it("is forgotten with the private windows that it may come from, and otherwise kept", async () => {
    await sightings.note(fromWorker);
    await sightings.note(withoutToken);
    await sightings.forgetPartition("private");
    assert.equal(await reason(), "session-elsewhere");
    assert.equal(await reason("private"), undefined);
  });

  it("is remembered for a hundred clients at most", async () => {
    for (let each = 1; each <= 101; each += 1)
      await sightings.note({ ...fromWorker, origin: `https://${each}.example` });
    assert.equal(await reason("default", "https://1.example"), undefined);
    assert.equal(await reason("default", "https://2.example"), "partition-unknown");
  });
});
