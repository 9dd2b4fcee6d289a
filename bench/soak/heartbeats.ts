import type { CallRequest } from "../../test/environment/call/overhear.ts";

/** How long MatrixRTC in Element Call 0.26.1 waits for the answer to a restart before it asks again (ms). */
const LATE_AFTER = 2_000;

/** The outcomes of the restarts by which a call says that it is alive. Times are in ms. */
export interface Heartbeats {
  /** All that were sent, except any that may still be answered in time. */
  sent: number;
  /** Those that were answered without an error, late ones included. */
  answered: number;
  /** The answered ones that had to wait longer than `LATE_AFTER`. */
  late: number;
  /** Those that were answered with an error. */
  refused: number;
  /** Those that were never answered. */
  lost: number;
  /** How fast the answered ones were answered; `NaN` if none was. */
  median: number;
  p99: number;
  worst: number;
  /** The longest time from one answered restart to the next; next to the delay, it shows how near the last will came. */
  longestGap: number;
}

/** @param requests all of a call's requests to its host @returns the heartbeats among them, unanswered ones too */
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
 * @returns how long the slowest restart took of those that came first after each moment; 0 without any
 */
export function slowestAfter(moments: readonly number[], restarts: readonly CallRequest[]): number {
  const firsts = moments.map((moment) => restarts.find(({ at }) => at >= moment));
  return Math.max(0, ...firsts.map((first) => (first ? answerTime(first) : 0)));
}

function answerTime({ at, answeredAt }: CallRequest): number {
  return (answeredAt ?? Number.POSITIVE_INFINITY) - at;
}

/** By the nearest rank: always one of the values. @param sorted the smallest first */
function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? Number.NaN;
}
