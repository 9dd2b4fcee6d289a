import { saysUnknown } from "../../src/widget-api/errors.ts";
import type { Row } from "../log/row.ts";
import { failureOf, OFF } from "./contents.ts";
import { type Sentence, seconds } from "./sentence.ts";

/**
 * @returns why scheduling or updating a delay failed, as far as it is known; nothing if it succeeded, or if the answer
 *   is still to come
 */
export function failureWords(row: Row): Sentence | undefined {
  if (row.state === "timed-out") return ["inspectFailedSilent"];
  if (row.state === "late") return ["inspectFailedLate"];
  const failure = failureOf(row);
  if (!failure) return undefined;
  const { status, errcode, retryAfter, message } = failure;
  if (errcode === "M_UNRECOGNIZED" || errcode === OFF)
    return ["inspectFailedNoServer", String(status ?? "?")];
  if (status === 404 || status === 409) return ["inspectFailedGone", String(status)];
  if (status === 429)
    return retryAfter ? ["inspectFailedLimited", seconds(retryAfter)] : ["inspectFailedLimitedFor"];
  if (status !== undefined) return ["inspectFailedByServer", String(status), errcode ?? message];
  if (saysUnknown(message)) return ["inspectFailedUnknown", message];
  const isOurs = row.by === "postdate";
  if (/capabilit|^cannot|^unable to access/i.test(message))
    return [isOurs ? "inspectFailedRefusedByUs" : "inspectFailedRefused", message];
  return [isOurs ? "inspectFailedByUs" : "inspectFailedByClient", message];
}
