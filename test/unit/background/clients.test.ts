import assert from "node:assert/strict";
import { mock } from "node:test";
import { aBackground } from "../../integration/a-background.ts";
import { HOMESERVER, willingHomeserver } from "./willing-homeserver.ts";

const EVENT = {
  type: "com.example.heartbeat.member",
  state_key: "k",
  content: {},
  delay: 8_000,
  room_id: "!r:x",
};

describe("a client that speaks from a worker", () => {
  let background: ReturnType<typeof aBackground>;
  beforeEach(() => {
    willingHomeserver({ t1: "@alice:hs.example" });
    background = aBackground();
  });
  afterEach(() => {
    background.stop();
    mock.restoreAll();
  });
  const diagnosis = async () => (await background.overview()).diagnosis;
  const delayId = async () => (await background.ask("send_event", EVENT))?.delay_id;

  it("has no session in any partition while the browser does not tell its own, and the popup says so", async () => {
    await background.seenFromWorker(HOMESERVER, "t1");
    assert.equal(await diagnosis(), "private-windows-open");
    assert.equal(await delayId(), undefined);
    assert.doesNotMatch(JSON.stringify(background.given.inMemory), /t1/);
  });

  it("has one as soon as the browser tells it, of which an open popup hears", async () => {
    await background.seenFromWorker(HOMESERVER, "t1");
    const { news } = background.given;
    await background.seen(HOMESERVER, "t1");
    assert.ok(background.given.news > news);
    assert.equal(await diagnosis(), "ready");
    assert.equal(typeof (await delayId()), "string");
    await background.seenFromWorker(HOMESERVER, "t1");
    assert.equal(await diagnosis(), "ready");
  });
});
