import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { flood, holdRest, invent, relay, truncate } from "./fault-proxy/answers.ts";
import { type Fault, Faults, type Matcher, type ProxiedRequest } from "./fault-proxy/faults.ts";
import { forward } from "./fault-proxy/upstream.ts";
import { freePort, LOOPBACK, listen } from "./loopback.ts";

export type { Fault, ProxiedRequest } from "./fault-proxy/faults.ts";

const KEEP_ALIVE_MS = 60_000;

/** A proxy between clients and a homeserver that injects faults. */
export interface FaultProxy {
  /** Replaces the homeserver's base URL. */
  baseUrl: string;
  /** Every request so far, the oldest first, including access tokens. */
  requests: ProxiedRequest[];
  /**
   * Spoils matching requests. If two faults match, the older one wins. A browser resends a request by itself, even PUT
   * and POST, when a reused connection is reset (measured: Chromium two more times, Firefox one, a GET nine). So a page
   * may never notice a reset with `times` 1, and after a lost answer a request may be performed twice.
   * @param options.times how many requests; by default, all until `clear`
   * @returns a function that removes the fault
   */
  inject(matcher: Matcher, fault: Fault, options?: { times?: number }): () => void;
  /** Removes all faults. The recorded requests stay. */
  clear(): void;
  /** Refuses connections from now on, and closes those that are open. */
  down(): Promise<void>;
  /** Ends `down`, on the same port. */
  up(): Promise<void>;
  /** Stops it, open connections included. */
  close(): Promise<void>;
}

/**
 * Starts a proxy on a free port on loopback. Without a fault it is transparent: streams, CORS and long polls pass.
 * While the homeserver itself cannot be reached, requests are reset.
 * @param target the homeserver's base URL (http)
 */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const faults = new Faults();
  const requests: ProxiedRequest[] = [];
  const server = createServer((incoming, response) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const request: ProxiedRequest = { method, path, headers, at: Date.now() };
    requests.push(request);
    response.once("finish", () => {
      request.status = response.statusCode;
    });
    handle(target, faults.take(request), incoming, response).catch(() => reset(incoming));
  });
  // Node's 5 s would close connections that a browser is about to reuse. Synapse keeps them longer.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // While it is down, no other program may get its port.
  const port = await listen(server, await freePort());
  const down = () => {
    if (!server.listening) return Promise.resolve();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    return closed;
  };
  return {
    baseUrl: `http://${LOOPBACK}:${port}`,
    requests,
    inject: (matcher, fault, { times = Number.POSITIVE_INFINITY } = {}) => faults.add(matcher, fault, times),
    clear: () => faults.clear(),
    down,
    async up() {
      if (!server.listening) await listen(server, port);
    },
    close: down,
  };
}

async function handle(
  target: string,
  fault: Fault | undefined,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (fault?.kind) {
    case "silent":
      return;
    case "reset-before":
      return reset(incoming);
    case "answer":
      return invent(fault, response);
    case "huge":
      return flood(fault.bytes, response);
  }
  const answer = await forward(target, incoming, response);
  switch (fault?.kind) {
    case "reset-after":
      return reset(incoming);
    case "replace-answer":
      answer.resume();
      return invent(fault, response);
    case "truncate":
      return truncate(answer, response);
    case "delay":
      await pause(fault.ms);
      break;
    case "hold":
      await fault.meanwhile();
      break;
    case "hold-rest":
      return holdRest(answer, response, fault);
  }
  return relay(answer, response);
}

function reset(incoming: IncomingMessage): void {
  incoming.socket.resetAndDestroy();
}
