import assert from "node:assert/strict";
import { LAST_WILL, useBackground } from "./use-background.ts";
import { HOMESERVER } from "./willing-homeserver.ts";

describe("a client that makes its requests from a worker", () => {
  const scene = useBackground();
  const diagnosis = async () => (await scene.background.overview()).diagnosis;
  const delayId = async () => (await scene.background.ask("send_event", LAST_WILL))?.delay_id;

  it("has no session in any partition while the browser does not tell its partition, and the popup says so", async () => {
    await scene.background.seenFromWorker(HOMESERVER, "t1");
    assert.equal(await diagnosis(), "private-windows-open");
    assert.equal(await delayId(), undefined);
    assert.doesNotMatch(JSON.stringify(scene.background.given.inMemory), /t1/);
  });

  it("has a session as soon as the browser tells its partition, and an open popup is told", async () => {
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
