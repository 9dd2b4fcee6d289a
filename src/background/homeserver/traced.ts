import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import type { HomeserverRequest } from "../../messaging/traffic.ts";
import type { Request } from "./request.ts";

/** Called with each request when it is over. */
export type Told = (request: HomeserverRequest) => void;

/** @returns the same requests, each reported to `told`. No report has a token, since our addresses never contain one */
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
      // js-sdk does not give the status of a successful answer.
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
