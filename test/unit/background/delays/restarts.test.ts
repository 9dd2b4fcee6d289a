import assert from "node:assert/strict";
import { createRestarts } from "../../../../src/background/delays/restarts.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";

const URL = "https://hs.example";

/** A homeserver that understands restarts, does not, or leaves it open; and the checks that it got. */
function homeserverWith(understands: boolean | undefined) {
  return {
    asked: 0,
    understands,
    understood: false,
    understoodUpdates() {
      return this.understood;
    },
    async understandsUpdates() {
      this.asked += 1;
      return this.understands;
    },
  };
}

function aWorker(store = memoryStore()) {
  const clock = { now: 1_000_000 };
  const counted: string[] = [];
  const take = ({ userId }: { userId: string }) => void counted.push(userId);
  return { ...createRestarts(store, { take }, () => clock.now), clock, counted, store };
}

describe("restarts at a homeserver", () => {
  it("are checked once, and the check counts as a restart", async () => {
    const { getThrough, counted } = aWorker();
    const homeserver = homeserverWith(true);
    for (let times = 0; times < 3; times += 1) assert.equal(await getThrough(aSession(homeserver)), true);
    assert.deepEqual([homeserver.asked, counted], [1, ["@alice:x"]]);
  });

  it("are checked once for several widgets that schedule at the same moment", async () => {
    const { getThrough } = aWorker();
    const homeserver = homeserverWith(true);
    await Promise.all([getThrough(aSession(homeserver)), getThrough(aSession(homeserver))]);
    assert.equal(homeserver.asked, 1);
  });

  it("are not checked by the next worker, or if one was understood", async () => {
    const { getThrough, store } = aWorker();
    await getThrough(aSession(homeserverWith(true)));
    const homeserver = homeserverWith(false);
    assert.equal(await aWorker(store).getThrough(aSession(homeserver)), true);
    const understood = { ...homeserverWith(false), understood: true };
    assert.equal(await aWorker().getThrough(aSession(understood)), true);
    assert.deepEqual([homeserver.asked, understood.asked], [0, 0]);
  });

  it("do not get through if no server understands them, and are checked again after 10 s", async () => {
    const { getThrough, clock } = aWorker();
    const homeserver = homeserverWith(false);
    for (const now of [0, 9_999]) {
      clock.now = 1_000_000 + now;
      assert.equal(await getThrough(aSession(homeserver)), false);
    }
    assert.equal(homeserver.asked, 1);
    homeserver.understands = true;
    clock.now += 1;
    assert.equal(await getThrough(aSession(homeserver)), true);
    assert.equal(homeserver.asked, 2);
  });

  it("count as getting through while that is not clear, and are checked again", async () => {
    const { getThrough, store } = aWorker();
    const homeserver = homeserverWith(undefined);
    for (let times = 0; times < 2; times += 1) assert.equal(await getThrough(aSession(homeserver)), true);
    assert.equal(homeserver.asked, 2);
    assert.equal(store.values.size, 0);
  });

  it("are checked at once if one was lost, also by the next worker, and otherwise not", async () => {
    const { getThrough, note, store } = aWorker();
    const homeserver = homeserverWith(true);
    await getThrough(aSession(homeserver));
    await note(URL, false);
    assert.equal(await getThrough(aSession(homeserver)), true);
    assert.equal(homeserver.asked, 2);
    await note(URL, false);
    assert.equal(await getThrough(aSession(homeserverWith(false))), false);
    assert.equal(await aWorker(store).getThrough(aSession(homeserverWith(false))), false);
    await note(URL, true);
    assert.equal(await getThrough(aSession(homeserverWith(false))), true);
  });

  it("are checked for each homeserver separately, and the result is stored once for all paths of an origin", async () => {
    const { getThrough, note, store } = aWorker();
    await note(URL, false);
    const other = { baseUrl: "https://other.example" };
    assert.equal(await getThrough(aSession(homeserverWith(true), other)), true);
    for (let path = 0; path < 9; path += 1) await note(`https://other.example/${path}`, true);
    assert.equal(store.values.size, 1);
  });

  it("are remembered by the background if storage accepts no writes", async () => {
    const store = memoryStore();
    store.most = 0;
    const { getThrough, note } = aWorker(store);
    await note(URL, true);
    await note(URL, false);
    const homeserver = homeserverWith(false);
    assert.equal(await getThrough(aSession(homeserver)), false);
    assert.equal(homeserver.asked, 1);
  });
});
