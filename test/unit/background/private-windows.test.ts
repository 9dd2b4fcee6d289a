import assert from "node:assert/strict";
import { CLIENT } from "../../integration/a-background.ts";
import { useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

const EVENT = { type: "com.example.heartbeat.member", state_key: "k", content: {}, delay: 8_000 };
const PRIVATE = { partition: "private" };

describe("data of private windows", () => {
  const scene = useBackground({ t1: "@alice:hs.example", t2: "@bob:hs.example" });

  /** A user logs in, always allows a widget, and has it schedule an event. */
  async function done(token: string, userId: string, { partition = "default" } = {}): Promise<void> {
    await scene.background.seen(HOMESERVER, token, { partition });
    const store = partition === "private" ? scene.background.inMemory : scene.background.persistent;
    const consent = { partition, client: CLIENT, userId, widget: "https://widget.example", givenAt: 1 };
    await store.set("consents", [consent]);
    const answer = await scene.background.ask("send_event", { ...EVENT, room_id: "!r:x" }, { partition });
    assert.equal(typeof answer?.delay_id, "string");
  }

  /** @returns the first word of each stored key about a partition */
  function storedOf(partition: string, store: { values: Map<string, unknown> }): string[] {
    const values = [...store.values].filter((entry) => JSON.stringify(entry).includes(partition));
    return values.map(([key]) => key.split(" ")[0] ?? "").sort();
  }

  it("is only in memory, and is gone completely once the last of them is closed", async () => {
    await done("t1", "@alice:hs.example", PRIVATE);
    for (const subject of ["consents", "delay", "session", "widget"])
      assert.ok(storedOf("private", scene.background.inMemory).includes(subject), subject);
    await scene.background.privateClosed();
    assert.deepEqual(storedOf("private", scene.background.inMemory), []);
    const written = JSON.stringify([
      ...scene.background.given.persistent,
      ...scene.background.persistent.values,
    ]);
    for (const trace of ["private", "@alice:hs.example", "!r:x"]) assert.ok(!written.includes(trace), trace);
  });

  it("is then also gone from the background's memory of calls", async () => {
    const syncs = () => scene.requests.filter((request) => request.endsWith("/sync")).length;
    const askForCalls = () => scene.background.fromPage({ ask: "memberships", tabId: 1 });
    await scene.background.seen(HOMESERVER, "t1");
    await askForCalls();
    await askForCalls();
    assert.equal(syncs(), 1);
    await scene.background.privateClosed();
    await askForCalls();
    assert.equal(syncs(), 2);
  });

  it("leaves other windows' data in place", async () => {
    await done("t1", "@alice:hs.example", PRIVATE);
    await done("t2", "@bob:hs.example");
    await scene.background.privateClosed();
    for (const subject of ["session", "widget"])
      assert.ok(storedOf("default", scene.background.inMemory).includes(subject), subject);
    for (const subject of ["consents", "delay"])
      assert.ok(storedOf("default", scene.background.persistent).includes(subject), subject);
  });
});
