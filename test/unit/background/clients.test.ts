import assert from "node:assert/strict";
import { useBackground } from "../../environment/use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

const EVENT = {
  type: "com.example.heartbeat.member",
  state_key: "k",
  content: {},
  delay: 8_000,
  room_id: "!r:x",
};

describe("a client that speaks from a worker", () => {
  const scene = useBackground();
  const diagnosis = async () => (await scene.background.overview()).diagnosis;
  const delayId = async () => (await scene.background.ask("send_event", EVENT))?.delay_id;

  it("has no session while the browser does not report its partition, and the popup says so", async () => {
    await scene.background.seenFromWorker(HOMESERVER, "t1");
    assert.equal(await diagnosis(), "private-windows-open");
    assert.equal(await delayId(), undefined);
    assert.doesNotMatch(JSON.stringify(scene.background.given.inMemory), /t1/);
  });

  it("has a session as soon as the browser reports the partition, and an open popup gets the news", async () => {
    await scene.background.seenFromWorker(HOMESERVER, "t1");
    const { news } = scene.background.given;
    await scene.background.seen(HOMESERVER, "t1");
    assert.ok(scene.background.given.news > news);
    assert.equal(await diagnosis(), "ready");
    assert.equal(typeof (await delayId()), "string");
    await scene.background.seenFromWorker(HOMESERVER, "t1");
    assert.equal(await diagnosis(), "ready");
  });
});
