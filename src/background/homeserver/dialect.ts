import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import type { DelayedSend, UpdateAction } from "../../delayed-events/delayed-event.ts";
import type { Support } from "./account.ts";
import { pathOf } from "./path-of.ts";
import type { RequestOptions } from "./request.ts";
import { isNotFromHomeserver } from "./request-errors.ts";

const UNSTABLE = `${ClientPrefix.Unstable}/org.matrix.msc4140`;
const DELAY = "org.matrix.msc4140.delay";
/** The proposal's name and the specification's: a homeserver ignores the name that it does not know. */
const STICKY_DURATIONS = ["org.matrix.msc4354.sticky_duration_ms", "sticky_duration_ms"];
/** The longest time for which an event can be sticky (ms), whatever it asks for (MSC4354). */
const STICKY_AT_MOST = 3_600_000;

/** One way to make a request, in one of the generations of MSC4140. */
export interface Way {
  name: string;
  method: Method;
  path: string;
  options: Omit<RequestOptions, "within">;
}

/** A way to schedule, and whether the request may be repeated with the same transaction id. */
export interface ScheduleWay extends Way {
  repeatable: boolean;
}

/** @returns the query that makes an event sticky for this long (ms) */
export function stickyQuery(duration: number): Record<string, string> {
  const told = String(Math.min(duration, STICKY_AT_MOST));
  return Object.fromEntries(STICKY_DURATIONS.map((name) => [name, told]));
}

/**
 * The ways to schedule an event, the safest first.
 *
 * The dedicated endpoint fails closed if the homeserver does not know it (404), and its transaction id guards state
 * events too. No Synapse up to 1.163.2 has it. All of them know the query parameter. A homeserver that ignores the
 * parameter sends at once, so it is not tried unless `/versions` promises it (synapse#20254).
 *
 * For a sticky event the query parameter comes first: the dedicated endpoint may take the event and overlook that it is
 * sticky, as a draft of Synapse does. The leave of a call would then not remove the member.
 */
export function waysToSchedule(
  roomId: string,
  event: DelayedSend,
  transactionId: string,
  support: Support,
): ScheduleWay[] {
  const { type, stateKey, content, delay, stickyDuration } = event;
  const names = { $roomId: roomId, $type: type, $transactionId: transactionId };
  const method = Method.Put;
  const sticky = stickyDuration === undefined ? {} : stickyQuery(stickyDuration);
  const dedicated = {
    method,
    path: pathOf("/rooms/$roomId/delayed_event/$type/$transactionId", names),
    repeatable: true,
  };
  // The field was called `delay` from January to June 2026. A homeserver ignores the name that it does not know.
  const body = {
    delay_ms: delay,
    delay,
    content,
    ...(stateKey !== undefined && { state_key: stateKey }),
  };
  const query = { [DELAY]: String(delay), ...sticky };
  const path =
    stateKey === undefined
      ? pathOf("/rooms/$roomId/send/$type/$transactionId", names)
      : pathOf("/rooms/$roomId/state/$type/$stateKey", { ...names, $stateKey: stateKey });
  const stable = { ...dedicated, name: "stable", options: { prefix: ClientPrefix.V3, body, query: sticky } };
  const unstable = { ...dedicated, name: "dedicated", options: { prefix: UNSTABLE, body, query: sticky } };
  const byQuery = {
    name: "query",
    method,
    path,
    options: { query, body: content },
    repeatable: stateKey === undefined,
  };
  const dedicatedOnes = [...(support.stable ? [stable] : []), ...(support.unstable ? [unstable] : [])];
  const others = support.unstable ? [byQuery] : [];
  return stickyDuration === undefined ? [...dedicatedOnes, ...others] : [...others, ...dedicatedOnes];
}

/**
 * Says whether this way to schedule fails closed: a homeserver that does not know it refuses the request, instead of
 * treating it as an ordinary send.
 */
export function failsClosed(way: string | undefined): boolean {
  return way === "stable" || way === "dedicated";
}

/** The ways to restart, send or cancel a delayed event, the newest first. Synapse up to 1.142 knows only the last. */
export function waysToUpdate(delayId: string, action: UpdateAction): Way[] {
  const path = pathOf("/delayed_events/$delayId", { $delayId: delayId });
  const method = Method.Post;
  return [
    { name: "path", method, path: `${path}/${action}`, options: { prefix: UNSTABLE, body: {} } },
    { name: "stable", method, path: `${path}/${action}`, options: { prefix: ClientPrefix.V1, body: {} } },
    { name: "body", method, path, options: { prefix: UNSTABLE, body: { action } } },
  ];
}

/** The ways to ask for one delayed event. Synapse knows the first from 1.161 on. */
export function waysToGet(delayId: string): Way[] {
  const path = pathOf("/delayed_events/$delayId", { $delayId: delayId });
  return [
    { name: "unstable", method: Method.Get, path, options: { prefix: UNSTABLE } },
    { name: "stable", method: Method.Get, path, options: { prefix: ClientPrefix.V1 } },
  ];
}

/** The ways to ask for all delayed events. The list has moved from MSC4140 to MSC4486. */
export function waysToList(): Way[] {
  const path = "/delayed_events";
  return [
    { name: "unstable", method: Method.Get, path, options: { prefix: UNSTABLE } },
    { name: "stable", method: Method.Get, path, options: { prefix: ClientPrefix.V1 } },
  ];
}

/**
 * By kind of request, the way that a homeserver has understood; `NOTHING` if the homeserver itself has rejected every
 * way. A proxy in front of it does not count: while the homeserver restarts, a proxy may reject everything.
 */
export type Dialect = Map<string, string>;
const NOTHING = "nothing";

/**
 * Makes a request in each way, starting with the one that was understood last time, until one is understood.
 * @param isUnknown says whether an error means that the homeserver does not know the way
 * @throws the error of the last way tried; M_UNRECOGNIZED if there is none to try
 */
export async function speak<W extends Way, T>(
  dialect: Dialect,
  kind: string,
  ways: W[],
  put: (way: W) => Promise<T>,
  isUnknown: (error: unknown) => boolean = isUnrecognized,
): Promise<T> {
  const known = dialect.get(kind);
  const sorted = [...ways].sort((a, b) => Number(b.name === known) - Number(a.name === known));
  let refusal: unknown = new MatrixError({ errcode: "M_UNRECOGNIZED", error: "Unrecognized request" }, 404);
  let isFromHomeserver = true;
  for (const way of sorted) {
    try {
      const answer = await put(way);
      dialect.set(kind, way.name);
      return answer;
    } catch (error) {
      if (!isUnknown(error)) {
        if (isNotFound(error)) dialect.set(kind, way.name);
        throw error;
      }
      isFromHomeserver &&= error instanceof MatrixError;
      refusal = error;
    }
  }
  if (isFromHomeserver) dialect.set(kind, NOTHING);
  throw refusal;
}

/** Says whether a homeserver is known to understand no way of making this kind of request. */
export function isNotSpoken(dialect: Dialect, kind: string): boolean {
  return dialect.get(kind) === NOTHING;
}

/** Says whether the homeserver has answered "not found", which some also do for unknown endpoints. */
export function isNotFound(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === "M_NOT_FOUND";
}

/**
 * Says whether a refused update means that the delayed event has ended: the homeserver does not know it, or (409) it
 * remembers that the event was sent or cancelled. The homeserver's own 409 may lack a Matrix error.
 */
export function hasEnded(error: unknown): boolean {
  return isNotFound(error) || (error instanceof HTTPError && error.httpStatus === 409);
}

/** Says whether an error means that the homeserver, or a proxy in front of it, has no such endpoint. */
export function isUnrecognized(error: unknown): boolean {
  if (error instanceof MatrixError) return error.errcode === "M_UNRECOGNIZED";
  return error instanceof HTTPError && [404, 405, 501].includes(error.httpStatus ?? 0);
}

/**
 * Says whether an error means that a request has reached no server with delayed events: no such endpoint, or a web
 * page.
 */
export function isLost(error: unknown): boolean {
  return isUnrecognized(error) || isNotFromHomeserver(error);
}
