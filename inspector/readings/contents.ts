import { isOff } from "../../src/delayed-events/homeserver-answers.ts";
import { isObject } from "../../src/widget-api/message.ts";
import type { Row, Said } from "../log/row.ts";

/** The contents of a row's messages, while their payloads are in memory. */

/** @returns the data of the request as sent, which a reply repeats. Empty if it is unknown */
export function dataOf(row: Row): Record<string, unknown> {
  return fieldOf(payloadIn(row), "data") ?? EMPTY;
}

/** @returns whether the data of the request is known */
export function hasData(row: Row): boolean {
  return payloadIn(row) !== undefined;
}

function payloadIn({ request, reply }: Row): object | undefined {
  return (
    request?.sent?.payload ?? request?.delivered?.payload ?? reply?.sent?.payload ?? reply?.delivered?.payload
  );
}

const EMPTY: Record<string, unknown> = {};

/** @returns the response as the asking side received it */
export function responseOf({ reply }: Row): Record<string, unknown> | undefined {
  return responseIn(reply?.delivered ?? reply?.sent);
}

/** @returns the response in a reply */
export function responseIn(said: Said | undefined): Record<string, unknown> | undefined {
  return fieldOf(said?.payload, "response");
}

function fieldOf(
  payload: object | undefined,
  name: "data" | "response",
): Record<string, unknown> | undefined {
  const field = (payload as Record<string, unknown> | undefined)?.[name];
  return isObject(field) ? field : undefined;
}

/** The errcode used here for a homeserver with delayed events switched off. */
export const OFF = "M_MAX_DELAY_UNSUPPORTED";

/** Why something failed. */
export interface Failure {
  message: string;
  /** The homeserver's answer, if it is known. */
  status?: number;
  errcode?: string;
  /** How long the homeserver asks to wait (ms). */
  retryAfter?: number;
}

/** @returns why a request failed; nothing if it did not fail, or if the reason is unknown */
export function failureOf(row: Row): Failure | undefined {
  return failureIn(row.reply?.delivered ?? row.reply?.sent, row);
}

/** @returns the failure in a reply; nothing if it is no error */
export function failureIn(said: Said | undefined, { requests }: Pick<Row, "requests">): Failure | undefined {
  if (said?.error === undefined) return undefined;
  const error = responseIn(said)?.error;
  const answer = isObject(error) && isObject(error.matrix_api_error) ? error.matrix_api_error : undefined;
  const response = isObject(answer?.response) ? answer.response : {};
  const last = requests.findLast(({ errcode }) => errcode !== undefined);
  const status = typeof answer?.http_status === "number" ? answer.http_status : last?.status;
  const named = isOff(response) ? OFF : response.errcode;
  const errcode = typeof named === "string" ? named : last?.errcode;
  const { retry_after_ms: retryAfter } = response;
  return {
    message: said.error,
    ...(status !== undefined && { status }),
    ...(errcode !== undefined && { errcode }),
    ...(typeof retryAfter === "number" && { retryAfter }),
  };
}

/** @returns the text in a field; nothing if there is none */
export function textIn(data: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = data?.[name];
  return typeof value === "string" ? value : undefined;
}
