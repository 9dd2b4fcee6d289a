import assert from "node:assert/strict";
import { countHeartbeats, heartbeatsAmong, slowestAfter } from "../../../../bench/soak/heartbeats.ts";
import type { CallRequest } from "../../../environment/call/overhear.ts";

const NOW = 1_000_000;

/** A restart sent `ago` ms ago, answered after `took` ms; not at all without `took`. */
function restart(ago: number, took?: number, error?: { message: string }): CallRequest {
  const at = NOW - ago;
  const data = { action: "restart" };
  const asked = { requestId: `${ago}`, action: "update_delayed_event", data, at, answers: [] };
  if (took === undefined) return asked;
  const response = error ? { error } : {};
  return { ...asked, answeredAt: at + took, answers: [response], response };
}

describe("the heartbeats of a soak", () => {
  it("are the restarts, under either name, and nothing else", () => {
    const unstable = { ...restart(1), action: "org.matrix.msc4157.update_delayed_event" };
    const cancel = { ...restart(2), data: { action: "cancel" } };
    const event = { ...restart(3), action: "send_event", data: { delay: 1 } };
    assert.deepEqual(heartbeatsAmong([restart(4, 10), cancel, event, unstable]), [restart(4, 10), unstable]);
  });

  it("are late if their answer took longer than MatrixRTC waits", () => {
    const { answered, late } = countHeartbeats([restart(9_000, 2_000), restart(5_000, 2_001)], NOW);
    assert.deepEqual({ answered, late }, { answered: 2, late: 1 });
  });

  it("are lost if no answer came, and are not counted while an answer may still come", () => {
    const { sent, lost } = countHeartbeats([restart(9_000, 10), restart(5_000), restart(1_000)], NOW);
    assert.deepEqual({ sent, lost }, { sent: 2, lost: 1 });
  });

  it("are refused if the answer is an error, and do not count for answer times", () => {
    const beats = [restart(9_000, 10), restart(5_000, 900, { message: "no" })];
    const { answered, refused, worst } = countHeartbeats(beats, NOW);
    assert.deepEqual({ answered, refused, worst }, { answered: 1, refused: 1, worst: 10 });
  });

  it("have a median, a 99th percentile and a worst time, each of them a measured time", () => {
    const beats = Array.from({ length: 200 }, (_, index) => restart(900_000 - 4_000 * index, index + 1));
    const { median, p99, worst } = countHeartbeats(beats, NOW);
    assert.deepEqual({ median, p99, worst }, { median: 100, p99: 198, worst: 200 });
  });

  it("leave a gap if one fails between two that succeed", () => {
    const beats = [restart(20_000, 5), restart(16_000, 5, { message: "no" }), restart(12_000, 5)];
    assert.equal(countHeartbeats(beats, NOW).longestGap, 8_000);
  });

  it("count as slow after a kill only if they were sent after it", () => {
    const beats = [restart(20_000, 1_500), restart(16_000, 100), restart(12_000, 900)];
    assert.equal(slowestAfter([NOW - 18_000], beats), 100);
    assert.equal(slowestAfter([], beats), 0);
  });
});
