import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import type { HomeserverRequest } from "../../messaging/traffic.ts";
import type { Request } from "./request.ts";

/** Hears of a request once it is over. */
export type Told = (request: HomeserverRequest) => void;

/** @returns the same requests; each is told of, without its token, which is never part of an address here */
export function traced(request: Request, told: Told): Request {
  return async (method, path, options) => {
    const { prefix = ClientPrefix.V3 } = options;
    const query = String(new URLSearchParams(options.query));
    const asked = { method, path: `${prefix}${path}${query && `?${query}`}` };
    const begun = performance.now();
    const tell = (answer: { status?: number; errcode?: string }) =>
      told({ ...asked, ...answer, took: performance.now() - begun });
    try {
      const answer = await request(method, path, options);
      // Of an answer without an error, js-sdk tells no more.
      tell({ status: 200 });
      return answer;
    } catch (error) {
      tell(failureOf(error));
      throw error;
    }
  };
}

function failureOf(error: unknown): { status?: number; errcode?: string } {
  if (!(error instanceof HTTPError)) return {};
  const { httpStatus: status, errcode } = error as HTTPError & { errcode?: unknown };
  return {
    ...(status !== undefined && { status }),
    ...(typeof errcode === "string" && { errcode }),
  };
}
