import type { IncomingHttpHeaders } from "node:http";

/** A fault injected into a request. */
export type Fault =
  /** The connection stays open without an answer, and the homeserver never gets the request. */
  | { kind: "silent" }
  /** The connection is reset, and the homeserver never gets the request. */
  | { kind: "reset-before" }
  /** The homeserver performs the request, then the connection is reset instead of an answer. */
  | { kind: "reset-after" }
  /** This is the answer, and the homeserver never gets the request. */
  | ({ kind: "answer" } & ProxyAnswer)
  /** The homeserver performs the request, and this is the answer. */
  | ({ kind: "replace-answer" } & ProxyAnswer)
  /** The homeserver performs the request, and its answer arrives `ms` milliseconds late. */
  | { kind: "delay"; ms: number }
  /** The homeserver performs the request, and its answer is held back until `meanwhile` is done. */
  | { kind: "hold"; meanwhile: () => Promise<unknown> }
  /** The same, but the answer's headers and its first `bytes` bytes arrive at once. */
  | { kind: "hold-rest"; bytes: number; meanwhile: () => Promise<unknown> }
  /** The homeserver's answer declares its whole length, breaks off in the middle, and the connection closes. */
  | { kind: "truncate" }
  /** The answer is a JSON object of this many bytes, and the homeserver never gets the request. */
  | { kind: "huge"; bytes: number };

/** An answer by the proxy. Synapse's CORS headers are added, so a page may read it. */
export interface ProxyAnswer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON; a string unchanged, as plain text unless the headers say otherwise. */
  body?: string | object;
}

/** A request to the proxy. */
export interface ProxiedRequest {
  method: string;
  /** With the query. */
  path: string;
  headers: IncomingHttpHeaders;
  /** The status that the client got; missing before an answer, and if none came. */
  status?: number;
  /** When the request arrived (epoch ms). */
  at: number;
}

/**
 * Selects the requests for a fault. A CORS preflight (OPTIONS) matches only if `method` names it, because a failed
 * preflight would keep the browser from sending the intended request.
 */
export type Matcher = { method?: string; path?: RegExp } | ((request: ProxiedRequest) => boolean);

interface Injected {
  matches: (request: ProxiedRequest) => boolean;
  fault: Fault;
  left: number;
}

/** The faults that still wait for requests, the oldest first. */
export class Faults {
  #injected: Injected[] = [];

  /** @returns a function that removes it */
  add(matcher: Matcher, fault: Fault, times: number): () => void {
    const injected = { matches: predicate(matcher), fault, left: times };
    this.#injected.push(injected);
    return () => {
      injected.left = 0;
    };
  }

  /** @returns the first fault that matches the request, and counts the request as one of its times */
  take(request: ProxiedRequest): Fault | undefined {
    this.#injected = this.#injected.filter(({ left }) => left > 0);
    const found = this.#injected.find(({ matches }) => matches(request));
    if (found) found.left -= 1;
    return found?.fault;
  }

  clear(): void {
    this.#injected = [];
  }
}

function predicate(matcher: Matcher): (request: ProxiedRequest) => boolean {
  if (typeof matcher === "function") return (request) => request.method !== "OPTIONS" && matcher(request);
  const { method, path } = matcher;
  return (request) =>
    (method ? request.method === method : request.method !== "OPTIONS") &&
    (path === undefined || path.test(request.path));
}
