import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { FetchHttpApi } from "matrix-js-sdk/lib/http-api/fetch.js";
import type { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";
import { inClockHere } from "../../delayed-events/times.ts";
import { isObject } from "../../widget-api/message.ts";
import { countdown } from "../countdown.ts";
import { isUnknownToken, TokenRunOutError, WebPageError } from "./request-errors.ts";
import { fetchWhole } from "./whole-answer.ts";

/** One request to the client-server API. */
export interface RequestOptions {
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  /** `/_matrix/client/v3` by default. */
  prefix?: string;
  /** Milliseconds until the end of the answer, including a second try with a new token. */
  within: number;
  /** Leaves the token out. From Synapse 1.143 on, guests cannot restart their delays in any other way. */
  withoutToken?: boolean;
  /** Leaves the token out once it has expired, rather than waiting for the next one. */
  orWithoutToken?: boolean;
}

/** A homeserver's answer. */
export interface HomeserverAnswer {
  /** The answer's JSON, as received. */
  body: unknown;
  /**
   * Converts one of the homeserver's times (epoch ms) to the local clock. If the answer had no `Date`, the homeserver's
   * clock counts as right.
   */
  here(at: number): number;
}

/** Makes a request in a session's name. */
export type Request = (method: Method, path: string, options: RequestOptions) => Promise<HomeserverAnswer>;

/** A token, and the only address it is sent to. */
export interface Credentials {
  /** The homeserver's address, without a trailing slash. */
  baseUrl: string;
  token: string;
}

/** @returns a name for a session while it has this token. The name contains the token: keep it only in memory */
export function nameOf({ baseUrl, token }: Credentials): string {
  return `${baseUrl} ${token}`;
}

/** Where to get a session's next token once the homeserver no longer knows its present one. */
export interface Renewal {
  /**
   * Waits for the next token.
   * @param within milliseconds
   * @returns nothing if the client shows none in time
   */
  next(within: number): Promise<string | undefined>;
  /** Says whether the client may not have noticed yet that its token has expired. */
  mayBeLate(): boolean;
}

/**
 * A client that refreshes its token does so within this time after its own first refused request, or much later (ms).
 */
const TOKEN_WITHIN = 1_000;
/** How much of a request's time must be left for its second try (ms). */
const SECOND_TRY = 400;

/**
 * Makes requests with one session's token, which is sent to its homeserver and nowhere else.
 *
 * Every request is authenticated, even if the homeserver would not require it: Synapse 1.156 and later rate-limit
 * restarts by user if there is a token, and by IP address if there is none. A request rejects with js-sdk's
 * `MatrixError` if the homeserver refuses it, with js-sdk's `HTTPError` if the refusal has no Matrix error body, and
 * with other errors if no answer came, or one that is not a homeserver's. If a token is unknown, the client exchanged
 * it a moment ago, or it has expired (MAS gives a token five minutes). The request waits for the client's next token
 * and tries that once; a refresh token is never used. An idle client notices that its token has expired only when its
 * long poll of 30 s ends, which is too late for a call. So for a minute restarts are sent without a token, if the
 * homeserver allows that (Synapse from 1.143 on), and a request that fails only because of the token counts as
 * unanswered, so that widgets try again. A session that was ended has no such minute.
 */
export function requestsOf({ baseUrl, token: first }: Credentials, renewal?: Renewal): Request {
  let token = first;

  return async function request(method, path, options) {
    const timeLeft = countdown(options.within);
    try {
      return await once(method, path, options);
    } catch (error) {
      if (!isUnknownToken(error)) throw error;
      const isLate = hasRunOut(token, error) && renewal?.mayBeLate() === true;
      const refusal = isLate ? new TokenRunOutError() : error;
      if (options.orWithoutToken && isLate) {
        const answer = await onceWithoutToken(method, path, { ...options, within: timeLeft() });
        if (answer) return answer;
      }
      const left = timeLeft() - SECOND_TRY;
      if (!renewal || left <= 0) throw refusal;
      const next = await renewal.next(Math.min(TOKEN_WITHIN, left));
      if (next === undefined) throw refusal;
      token = next;
      return once(method, path, { ...options, within: Math.max(timeLeft(), SECOND_TRY) });
    }
  };

  /** @returns nothing if the homeserver requires a token after all */
  async function onceWithoutToken(
    method: Method,
    path: string,
    options: RequestOptions,
  ): Promise<HomeserverAnswer | undefined> {
    try {
      return await once(method, path, { ...options, withoutToken: true });
    } catch (error) {
      if (error instanceof MatrixError && error.httpStatus === 401) return undefined;
      throw error;
    }
  }

  async function once(method: Method, path: string, options: RequestOptions): Promise<HomeserverAnswer> {
    const { query, body, prefix = ClientPrefix.V3, within, withoutToken } = options;
    let clock: number | undefined;
    let type: string | null = null;
    const heard = (told: number) => {
      clock = told;
    };
    const http = new FetchHttpApi(new TypedEventEmitter(), {
      baseUrl,
      prefix,
      onlyData: true,
      async fetchFn(...asked) {
        const response = await fetchWhole(token, within, heard)(...asked);
        type = response.headers.get("content-type");
        return response;
      },
      ...(!withoutToken && { accessToken: token }),
    });
    const answer = await http.authedRequest(method, path, query, body).catch((error: unknown) => {
      throw error instanceof SyntaxError && isHtml(type) ? new WebPageError() : error;
    });
    // Every answer of a homeserver is an object: https://spec.matrix.org/v1.16/client-server-api/#api-standards
    if (!isObject(answer)) throw new SyntaxError("The answer is no JSON object");
    const now = Date.now();
    return { body: answer, here: (at) => inClockHere(at, clock ?? now, now) };
  }
}

/** The prefix of MAS's access tokens, which live for five minutes. */
const MAS_PREFIX = "mat_";

/**
 * Says whether only the token has expired, so that the session may still exist ("soft logout" in the specification).
 * For MAS's tokens Synapse does not distinguish (1.163.2, `api/auth/mas.py`: `soft_logout` is always false).
 */
function hasRunOut(token: string, error: unknown): boolean {
  return (
    isUnknownToken(error) &&
    ((error as MatrixError).data.soft_logout === true || token.startsWith(MAS_PREFIX))
  );
}

function isHtml(type: string | null | undefined): boolean {
  return /^(text\/html|application\/xhtml\+xml)\b/i.test(type ?? "");
}
