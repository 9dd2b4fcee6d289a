import assert from "node:assert/strict";
import { soak } from "../../bench/soak/soak.ts";
import { browserName } from "../environment/browser/browser-name.ts";

/** A short `npm run soak` (ms): there the call lasts an hour, and the worker is killed every three minutes. */
const LASTS = 16_000;
const KILL_EVERY = 4_000;
/** Slower than Synapse's default rate limit of one per second. */
const TIMING = { delay: 5_000, restart: 1_500 };

describe(`a short soak, in ${browserName}`, function () {
  this.timeout(150_000);

  it("loses no heartbeat of a call, whether or not the worker is killed repeatedly", async () => {
    const measured = await soak({ browserName, lasts: LASTS, killEvery: KILL_EVERY, timing: TIMING });
    const { heartbeats, worker, lastWillLate } = measured;
    console.log(
      `      ${heartbeats.answered} heartbeats were answered in ${heartbeats.median} ms (median), ${heartbeats.worst} ms (worst); the last will came ${lastWillLate} ms after its time`,
    );
    const { sent, answered, late, refused, lost } = heartbeats;
    assert.deepEqual({ refused, lost }, { refused: 0, lost: 0 });
    assert.equal(answered, sent);
    // On a busy machine one answer may be late. A worker that starts too slowly makes every answer late.
    assert.ok(late <= 1, `${late} were late`);
    assert.ok(sent >= LASTS / TIMING.restart / 2, `${sent} heartbeats`);
    assert.equal(worker.kills.length, LASTS / KILL_EVERY / 2);
    assert.equal(worker.restarts, worker.kills.length);
    assert.ok(worker.memory.start > 0 && worker.memory.end > 0);
  });
});
