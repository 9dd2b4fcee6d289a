import { FetchHttpApi } from "matrix-js-sdk/lib/http-api/fetch.js";
import type { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";
import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import type { Session } from "../sessions.ts";

/** One request to the client-server API. */
export interface Asked {
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  /** `/_matrix/client/v3` by default. */
  prefix?: string;
  /** Milliseconds. */
  within: number;
}

/** Makes a request in a session's name. @returns the answer's body, as it came */
export type Request = (method: Method, path: string, asked: Asked) => Promise<unknown>;

/**
 * Requests with one session's token, which goes to its homeserver and nowhere else.
 *
 * Every request is authenticated, also where a homeserver would not ask for it: Synapse 1.156 and later limit restarts
 * by user if there is a token and by IP address if there is none. It rejects with js-sdk's `MatrixError` for what the
 * homeserver refuses, `ConnectionError` where it was not reached in time.
 */
export function requestsOf({ homeserver, accessToken }: Session): Request {
  const http = new FetchHttpApi(new TypedEventEmitter(), {
    baseUrl: homeserver,
    accessToken,
    prefix: ClientPrefix.V3,
    onlyData: true,
  });
  return (method, path, { query, body, prefix, within }) =>
    http.authedRequest(method, path, query, body, {
      localTimeoutMs: within,
      ...(prefix !== undefined && { prefix }),
    });
}

/** A URL cannot name this as a part of its path. */
export class UnnameableError extends Error {
  override name = "UnnameableError";
}

/** As js-sdk's, but "." and ".." are refused: URLs drop them, however they are written (URL Standard, path state). */
export function pathOf(template: string, parts: Record<string, string>): string {
  const dots = Object.values(parts).find((part) => part === "." || part === "..");
  if (dots !== undefined) throw new UnnameableError(`A URL cannot name "${dots}"`);
  return encodeUri(template, parts);
}
