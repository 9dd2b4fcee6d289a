import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  askUpstream,
  type CompleteRequest,
  jsonOf,
  type Reply,
  refusal,
  UNRECOGNIZED,
} from "./dialect-proxy/ask.ts";
import { AS_IT_IS, type Dialect } from "./dialect-proxy/dialects.ts";
import { Endings } from "./dialect-proxy/endings.ts";
import { draftList, juneList, timelessList } from "./dialect-proxy/list.ts";
import { DELAY, Scheduler } from "./dialect-proxy/schedule.ts";
import { invent, relay } from "./fault-proxy/answers.ts";
import type { ProxiedRequest } from "./fault-proxy/faults.ts";
import { bodyOf, forward } from "./fault-proxy/upstream.ts";
import { LOOPBACK, listen } from "./loopback.ts";

export { AS_IT_IS, DIALECTS, type Dialect } from "./dialect-proxy/dialects.ts";

const CLIENT = "/_matrix/client";
const UNSTABLE = `${CLIENT}/unstable/org.matrix.msc4140`;
const STICKY_DURATIONS = ["org.matrix.msc4354.sticky_duration_ms", "sticky_duration_ms"];
/** Matches requests about delayed events. All others pass unchanged, including streams and long polls. */
const CONCERNED =
  /^\/_matrix\/client\/versions$|\/capabilities$|\/org\.matrix\.msc4140\/|\/delayed_events?(\/|$)/;

/** A proxy in front of a real Synapse that makes it behave like another homeserver or version. */
export interface DialectProxy {
  /** Replaces the homeserver's base URL. Includes the proxy's path. */
  baseUrl: string;
  /** Every request so far, the oldest first, including access tokens. */
  requests: ProxiedRequest[];
  /** Switches to another dialect, as if the homeserver were upgraded or reinstalled. */
  speak(dialect: Dialect): void;
  /** Stops it, open connections included. */
  close(): Promise<void>;
}

/**
 * @param target a Synapse's base URL, of 1.161 or later if endings are to be reported
 * @param options.dialect the initial dialect; by default, Synapse's own
 * @param options.under the only path that it serves, such as "/matrix/hs"
 */
export async function startDialectProxy(
  target: string,
  { dialect: first = AS_IT_IS, under = "" }: { dialect?: Dialect; under?: string } = {},
): Promise<DialectProxy> {
  let dialect: Dialect = first;
  const requests: ProxiedRequest[] = [];
  const endings = new Endings(target);
  const scheduler = new Scheduler(target, endings);

  const server = createServer((incoming, response) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const request: ProxiedRequest = { method, path, headers, at: Date.now() };
    requests.push(request);
    response.once("finish", () => {
      request.status = response.statusCode;
    });
    answer(incoming, response).catch(() => incoming.socket.resetAndDestroy());
  });

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = incoming;
    if (under !== "" && !url.startsWith(`${under}/`)) return invent(UNRECOGNIZED, response);
    incoming.url = url.slice(under.length);
    const { pathname: path, searchParams: query } = new URL(incoming.url, target);
    if (method === "OPTIONS" || !(CONCERNED.test(path) || query.has(DELAY)))
      return relay(await forward(target, incoming, response), response);
    const body = (await bodyOf(incoming)).toString();
    invent(await replyTo({ method, path, query, headers: incoming.headers, body }), response);
  }

  async function replyTo(request: CompleteRequest): Promise<Reply> {
    const { method, path, query } = request;
    if (path === `${CLIENT}/versions`) return versions(request);
    if (path === `${CLIENT}/v3/capabilities`) return capabilities(request);
    if (dialect.paths === "stable" && path.startsWith(UNSTABLE)) return UNRECOGNIZED;
    const refused = method === "PUT" && refusalOf(request);
    if (refused) return refused;
    if (query.has(DELAY) && method === "PUT") return byQuery(request);
    const [schedules, manages] =
      dialect.paths === "stable" ? [`${CLIENT}/v3`, `${CLIENT}/v1`] : [UNSTABLE, UNSTABLE];
    const event = named(path, schedules, /^\/rooms\/([^/]+)\/delayed_event\/([^/]+)\/([^/]+)$/);
    if (event && method === "PUT" && dialect.dedicated) {
      if (dialect.overlooksSticky) for (const name of STICKY_DURATIONS) query.delete(name);
      return scheduler.dedicated(request, event, dialect.dedicated);
    }
    const [rest] = named(path, manages, /^\/delayed_events(.*)$/) ?? [];
    return (rest !== undefined && (await manage(request, rest))) || upstream(request);
  }

  async function manage(request: CompleteRequest, rest: string): Promise<Reply | undefined> {
    const { method } = request;
    if (rest === "" && method === "GET") {
      if (dialect.list === "draft") return draftList(target, endings, request);
      if (dialect.list === "june") return juneList(target, endings, request);
      if (dialect.list === "timeless") return timelessList(target, request);
      return dialect.list === "missing" ? UNRECOGNIZED : undefined;
    }
    if (!dialect.finalised) return undefined;
    const [, id, action] = /^\/([^/]+)(?:\/(restart|send|cancel))?$/.exec(rest) ?? [];
    if (id === undefined) return undefined;
    if (method === "GET" && action === undefined) return endings.one(id, request);
    const done = action ?? (dialect.paths === "unstable" ? jsonOf(request)?.action : undefined);
    return method === "POST" && typeof done === "string" ? endings.update(id, done, request) : undefined;
  }

  async function byQuery(request: CompleteRequest): Promise<Reply> {
    if (dialect.query === "obeyed") return scheduler.byQuery(request);
    if (dialect.query === "overlooked") {
      request.query.delete(DELAY);
      return upstream(request);
    }
    return dialect.query === 404 ? UNRECOGNIZED : refusal(400, "M_INVALID_PARAM", `Unknown: ${DELAY}`);
  }

  /** @returns the dialect's own refusal, if it refuses this delay */
  function refusalOf(request: CompleteRequest): Reply | undefined {
    const { delay_ms } = jsonOf(request) ?? {};
    const delay = Number(
      request.query.get(DELAY) ?? (request.path.includes("/delayed_event/") ? delay_ms : 0),
    );
    if (!dialect.refusal || !(delay > dialect.refusal.beyond)) return undefined;
    const { status, errcode } = dialect.refusal;
    return refusal(status, errcode, "Invalid delay");
  }

  async function capabilities(request: CompleteRequest): Promise<Reply> {
    const answer = await upstream(request);
    const named = { ...(answer.body.capabilities as object), ...dialect.capabilities };
    return { ...answer, body: { ...answer.body, capabilities: named } };
  }

  async function versions(request: CompleteRequest): Promise<Reply> {
    const answer = await upstream(request);
    const flags = { ...(answer.body.unstable_features as object), ...dialect.flags };
    return { ...answer, body: { ...answer.body, unstable_features: flags } };
  }

  /** Asks Synapse. It has nothing under the stable paths, so requests that the dialect does not answer get a 404. */
  function upstream(request: CompleteRequest): Promise<Reply> {
    const { method, path, query, body } = request;
    const whole = query.size > 0 ? `${path}?${query}` : path;
    return askUpstream(target, request, { method, path: whole, ...(body !== "" && { body }) });
  }

  const port = await listen(server);
  return {
    baseUrl: `http://${LOOPBACK}:${port}${under}`,
    requests,
    speak(other) {
      dialect = other;
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** @returns the parts of a path below a prefix that a pattern captures, still encoded */
function named(path: string, prefix: string, pattern: RegExp): string[] | undefined {
  return path.startsWith(prefix) ? pattern.exec(path.slice(prefix.length))?.slice(1) : undefined;
}
