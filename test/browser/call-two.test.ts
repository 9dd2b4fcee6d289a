import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { lastWillAfter, pendingIn } from "../environment/call/last-will.ts";
import { mediaOptions } from "../environment/call/media-options.ts";
import { untilSoundComes } from "../environment/call/media-server.ts";
import { openCall } from "../environment/call/open-call.ts";
import { useCallStage } from "../environment/call/use-call-stage.ts";
import { openBrowser } from "../environment/stage.ts";
import { until } from "../environment/until.ts";

/** A client that sends delayed events itself. */
const NATIVE = { host: "1.19.0", driver: "native" };
/** Alice's browser has died. Until this long before her last will is due, Bob's call must still show her (ms). */
const SHORTLY_BEFORE = 1_000;
/** How often to check that (ms). */
const CHECK_EVERY = 250;
/** How soon Bob's client receives what Synapse has sent, and Element Call renders it (ms). */
const SHOWN_WITHIN = 15_000;

describe(`two people in an Element Call call, in ${browserName}`, function () {
  this.timeout(180_000);
  const scene = useCallStage();
  let bobs: TestBrowser;
  before(async () => {
    bobs = scene.closing(await openBrowser(browserName, mediaOptions(browserName)));
  });

  it("see each other until one's browser dies and her last will is due", async () => {
    const { stage, browser: alices } = scene;
    const { room, alice, bobsAccount: bob, media } = stage;
    const both = [alice.userId, bob.userId];
    const hers = await openCall(alices, stage);
    await hers.untilJoined();
    const his = await openCall(bobs, stage, { account: bob, intent: "join_existing_voice", host: NATIVE });
    await his.untilJoined();
    for (const call of [hers, his])
      await until("both see both", async () => String(await call.faces()) === String(both));
    await until(`${media.name} has both`, async () => {
      const there = await media.participants(room);
      return there.length === 2 && there.every(({ tracks }) => tracks.includes("AUDIO"));
    });
    // The small server forwards no media, and calls wait for it.
    if (media.packetsOut) {
      for (const call of [hers, his])
        await until("neither waits for the other's media", async () => !(await call.waitsForMedia()));
      await untilSoundComes(media, media.packetsOut);
    }
    const late = await lastWillAfter(stage, room, async () => {
      await alices.kill();
      const [will] = await pendingIn(stage, room);
      assert.ok(will);
      const due = will.running_since + will.delay;
      for (let seen = both; Date.now() < due - SHORTLY_BEFORE; await pause(CHECK_EVERY)) {
        assert.deepEqual(seen, both, "both are still shown");
        seen = await his.faces();
      }
    });
    await until(
      "Bob no longer sees Alice",
      async () => String(await his.faces()) === bob.userId,
      SHOWN_WITHIN,
    );
    console.log(
      `      Alice's last will came ${late} ms after its time, and Bob's call shows that she is gone`,
    );
    await his.untilJoined(0);
  });
});
