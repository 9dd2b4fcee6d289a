import assert from "node:assert/strict";
import { createSupport, UnsupportedError } from "../../../../src/background/delays/support.ts";
import type { DelayedSend } from "../../../../src/delayed-events/delayed-event.ts";
import { memoryStore } from "../memory-store.ts";
import { aSession } from "../sessions/a-session.ts";
import { ALL, homeserverWith, NONE } from "./homeserver-with.ts";

const event: DelayedSend = { type: "t", content: {}, delay: 1 };

function asking() {
  const homeserver = homeserverWith();
  const session = aSession(homeserver);
  return { homeserver, session, support: createSupport(memoryStore(), () => 0) };
}

describe("a homeserver's claim that it supports delayed events", () => {
  it("is requested before each event, because the homeserver may have been replaced", async () => {
    const { homeserver, session, support } = asking();
    for (let times = 0; times < 2; times += 1)
      assert.deepEqual(await support.require(session, event), { said: ALL, isNew: true });
    homeserver.says(NONE);
    await assert.rejects(support.require(session, event), UnsupportedError);
    assert.deepEqual(homeserver.asked, ["versions", "versions", "versions"]);
  });

  it("is not needed if it is known to schedule in the way that fails closed, except for sticky events", async () => {
    const { homeserver, session, support } = asking();
    homeserver.isClosed = true;
    assert.deepEqual(await support.require(session, event), { said: undefined, isNew: false });
    assert.deepEqual(homeserver.asked, []);
    await support.require(session, { ...event, stickyDuration: 1 });
    assert.deepEqual(homeserver.asked, ["versions"]);
  });

  it("is requested there, too, if it must be recent", async () => {
    const { homeserver, session, support } = asking();
    homeserver.isClosed = true;
    assert.deepEqual(await support.require(session, event, true), { said: ALL, isNew: true });
  });
});
