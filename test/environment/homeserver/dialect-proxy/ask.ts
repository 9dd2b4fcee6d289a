import type { IncomingHttpHeaders } from "node:http";
import { endToEnd } from "../fault-proxy/upstream.ts";

export type Json = Record<string, unknown>;

/** A complete request to the proxy, with a path relative to the one that it serves. */
export interface CompleteRequest {
  method: string;
  /** Without the query; its parts stay encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** The answer of the homeserver, or of the proxy instead. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: Json;
}

export const UNRECOGNIZED: Reply = {
  status: 404,
  body: { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" },
};

/** @returns a Matrix error */
export function refusal(status: number, errcode: string, error: string): Reply {
  return { status, body: { errcode, error } };
}

/** @returns the JSON object in a request's body, or nothing */
export function jsonOf({ body }: CompleteRequest): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks the homeserver on behalf of the proxy's client.
 * @param request the request to the proxy, for its headers
 * @param path with the query
 */
export async function askUpstream(
  target: string,
  request: CompleteRequest,
  { method, path, body }: { method: string; path: string; body?: string },
): Promise<Reply> {
  const { host: _, "content-length": __, ...headers } = endToEnd(request.headers);
  const answer = await fetch(target + path, {
    method,
    headers: headers as Record<string, string>,
    ...(body !== undefined && { body }),
  });
  const retryAfter = answer.headers.get("retry-after");
  return {
    status: answer.status,
    ...(retryAfter !== null && { headers: { "retry-after": retryAfter } }),
    body: (await answer.json()) as Json,
  };
}
