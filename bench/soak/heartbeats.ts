import type { CallRequest } from "../../test/environment/call/overhear.ts";

/** How long MatrixRTC in Element Call 0.26.1 waits for the answer to a restart before it asks again (ms). */
const LATE_AFTER = 2_000;

/** The outcomes of a call's heartbeats, which are restarts. Times are in ms. */
export interface Heartbeats {
  /** All heartbeats, except those that may still be answered in time. */
  sent: number;
  /** Those that were answered without an error, including late ones. */
  answered: number;
  /** Those that were answered after more than `LATE_AFTER`. */
  late: number;
  /** Those that were answered with an error. */
  refused: number;
  /** Those that were never answered. */
  lost: number;
  /** The times to the answer of the answered ones; `NaN` if there are none. */
  median: number;
  p99: number;
  worst: number;
  /**
   * The longest time from one answered restart to the next; compared to the delay, it shows how close the last will
   * was.
   */
  longestGap: number;
}

/** @param requests all requests of a call to its host @returns the heartbeats among them, answered or not */
export function heartbeatsAmong(requests: readonly CallRequest[]): CallRequest[] {
  return requests.filter(
    ({ action, data }) => action.endsWith("update_delayed_event") && data.action === "restart",
  );
}

/**
 * Counts heartbeats.
 * @param restarts a call's restarts, in order
 * @param now when they were read (epoch ms); a restart sent `LATE_AFTER` before that counts as lost if unanswered
 */
export function countHeartbeats(restarts: readonly CallRequest[], now: number): Heartbeats {
  const sent = restarts.filter(({ at, response }) => response || now - at > LATE_AFTER);
  const answered = sent.filter(({ response }) => response && !response.error);
  const times = answered.map(answerTime).sort((one, other) => one - other);
  const gaps = answered.slice(1).map(({ at }, index) => at - (answered[index]?.at ?? at));
  return {
    sent: sent.length,
    answered: answered.length,
    late: times.filter((time) => time > LATE_AFTER).length,
    refused: sent.filter(({ response }) => response?.error).length,
    lost: sent.filter(({ response }) => !response).length,
    median: percentile(times, 50),
    p99: percentile(times, 99),
    worst: percentile(times, 100),
    longestGap: Math.max(0, ...gaps),
  };
}

/**
 * @param moments epoch ms
 * @returns the longest time to the answer among the first restarts after each moment (ms); 0 if there are none
 */
export function slowestAfter(moments: readonly number[], restarts: readonly CallRequest[]): number {
  const firsts = moments.map((moment) => restarts.find(({ at }) => at >= moment));
  return Math.max(0, ...firsts.map((first) => (first ? answerTime(first) : 0)));
}

function answerTime({ at, answeredAt }: CallRequest): number {
  return (answeredAt ?? Number.POSITIVE_INFINITY) - at;
}

/** Uses the nearest rank, so the result is one of the values. @param sorted the smallest first */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}
