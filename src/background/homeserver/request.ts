import { ConnectionError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { FetchHttpApi } from "matrix-js-sdk/lib/http-api/fetch.js";
import type { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";
import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import { inClockHere } from "../../delayed-events/times.ts";
import { countdown } from "../countdown.ts";
import { fetchWhole } from "./whole-answer.ts";

/** One request to the client-server API. */
export interface RequestOptions {
  query?: Record<string, string>;
  body?: Record<string, unknown>;
  /** `/_matrix/client/v3` by default. */
  prefix?: string;
  /** Milliseconds until the end of the answer, a second try with a new token included. */
  within: number;
  /** Leaves the token out: Synapse from 1.143 on lets guests restart their delays in no other way. */
  withoutToken?: boolean;
  /** Leaves the token out once it has run out, rather than wait for the next. */
  orWithoutToken?: boolean;
}

/** What a homeserver answered. */
export interface HomeserverAnswer {
  /** The answer's JSON, as it came. */
  body: unknown;
  /**
   * Tells a time of the homeserver's (epoch ms) by the clock here. Where it did not say what time it is, its clock counts as right.
   */
  here(at: number): number;
}

/** Makes a request in a session's name. */
export type Request = (method: Method, path: string, options: RequestOptions) => Promise<HomeserverAnswer>;

/** A token, and the one place it goes. */
export interface Credentials {
  /** The homeserver's address, without a slash at the end. */
  baseUrl: string;
  token: string;
}

/** Where a session's next token is to be had, once the homeserver does not know the one it has. */
export interface Renewal {
  /**
   * Waits for the next one.
   * @param within milliseconds
   * @returns nothing when the client shows none in time
   */
  next(within: number): Promise<string | undefined>;
  /** Says whether the client may not have noticed yet. */
  mayBeLate(): boolean;
}

/** A client that refreshes its token does so within this time of its own first refused request, or much later (ms). */
const TOKEN_WITHIN = 1_000;
/** What must be left of a request's time for its second try (ms). */
const SECOND_TRY = 400;

/**
 * Requests with one session's token, which goes to its homeserver and nowhere else.
 *
 * Every request is authenticated, also where a homeserver would not ask for it: Synapse 1.156 and later limit restarts
 * by user if there is a token and by IP address if there is none. It rejects with js-sdk's `MatrixError` for what the
 * homeserver refuses, its `HTTPError` for a refusal without Matrix's words, and other errors where no answer came.
 *
 * A token that is unknown has been exchanged by the client a moment ago, or is dead (MAS gives one five minutes). The
 * client's next one is waited for and tried once; a refresh token is never used. A client that has nothing to ask for sees
 * that its token has run out when its long poll of 30 s ends, which is too late for a call: for a minute a restart does
 * without a token then, where the homeserver lets it (Synapse from 1.143 on). A session that was ended has no such minute.
 */
export function requestsOf({ baseUrl, token: first }: Credentials, renewal?: Renewal): Request {
  let token = first;

  return async function request(method, path, options) {
    const timeLeft = countdown(options.within);
    try {
      return await once(method, path, options);
    } catch (error) {
      if (!isUnknownToken(error)) throw error;
      if (options.orWithoutToken && hasRunOut(token, error) && renewal?.mayBeLate()) {
        const answer = await onceWithoutToken(method, path, { ...options, within: timeLeft() });
        if (answer) return answer;
      }
      const left = timeLeft() - SECOND_TRY;
      if (!renewal || left <= 0) throw error;
      const next = await renewal.next(Math.min(TOKEN_WITHIN, left));
      if (next === undefined) throw error;
      token = next;
      return once(method, path, { ...options, within: Math.max(timeLeft(), SECOND_TRY) });
    }
  };

  /** @returns nothing where the homeserver wants a token all the same */
  async function onceWithoutToken(
    method: Method,
    path: string,
    options: RequestOptions,
  ): Promise<HomeserverAnswer | undefined> {
    try {
      return await once(method, path, { ...options, withoutToken: true });
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === "M_MISSING_TOKEN") return undefined;
      throw error;
    }
  }

  async function once(method: Method, path: string, options: RequestOptions): Promise<HomeserverAnswer> {
    const { query, body, prefix = ClientPrefix.V3, within, withoutToken } = options;
    let clock: number | undefined;
    const heard = (told: number) => {
      clock = told;
    };
    const http = new FetchHttpApi(new TypedEventEmitter(), {
      baseUrl,
      prefix,
      onlyData: true,
      fetchFn: fetchWhole(token, within, heard),
      ...(!withoutToken && { accessToken: token }),
    });
    const answer = await http.authedRequest(method, path, query, body);
    const now = Date.now();
    return { body: answer, here: (at) => inClockHere(at, clock ?? now, now) };
  }
}

/** Says whether an error is that no answer came: the homeserver was not reached, or took too long. */
export function isNoAnswer(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof Error && ["AbortError", "TimeoutError"].includes(error.name);
}

/** Says whether an error is the homeserver's word that it does not know the token (any more). */
export function isUnknownToken(error: unknown): boolean {
  return error instanceof MatrixError && error.errcode === "M_UNKNOWN_TOKEN";
}

/** What MAS's access tokens begin with, whose life is five minutes. */
const OF_MAS = "mat_";

/**
 * Says whether the session may be there, and only its token not any more ("soft logout" in the specification). Of MAS's tokens
 * Synapse does not say it (1.163.2, `api/auth/mas.py`: `soft_logout` is false, whatever has become of the session).
 */
function hasRunOut(token: string, error: unknown): boolean {
  return (
    isUnknownToken(error) && ((error as MatrixError).data.soft_logout === true || token.startsWith(OF_MAS))
  );
}

/** A URL cannot name this as a part of its path. */
class UnnameableError extends Error {
  override name = "UnnameableError";
}

/**
 * URLs drop "." and "..", however they are written (URL Standard, path state).
 * @throws UnnameableError where one of these cannot be a part of a path
 */
export function requireNameable(names: string[]): void {
  const dots = names.find((name) => name === "." || name === "..");
  if (dots !== undefined) throw new UnnameableError(`A URL cannot name "${dots}"`);
}

/** As js-sdk's, but what a URL cannot name is refused. @throws UnnameableError */
export function pathOf(template: string, parts: Record<string, string>): string {
  requireNameable(Object.values(parts));
  return encodeUri(template, parts);
}
