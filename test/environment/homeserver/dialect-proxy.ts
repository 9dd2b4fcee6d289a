import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Asked, askUpstream, jsonOf, type Reply, refusal, UNRECOGNIZED } from "./dialect-proxy/ask.ts";
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

  async function replyTo(asked: Asked): Promise<Reply> {
    const { method, path, query } = asked;
    if (path === `${CLIENT}/versions`) return versions(asked);
    if (path === `${CLIENT}/v3/capabilities`) return capabilities(asked);
    if (dialect.paths === "stable" && path.startsWith(UNSTABLE)) return UNRECOGNIZED;
    const refused = method === "PUT" && refusalOf(asked);
    if (refused) return refused;
    if (query.has(DELAY) && method === "PUT") return byQuery(asked);
    const [schedules, manages] =
      dialect.paths === "stable" ? [`${CLIENT}/v3`, `${CLIENT}/v1`] : [UNSTABLE, UNSTABLE];
    const event = named(path, schedules, /^\/rooms\/([^/]+)\/delayed_event\/([^/]+)\/([^/]+)$/);
    if (event && method === "PUT" && dialect.dedicated) {
      if (dialect.overlooksSticky) for (const name of STICKY_DURATIONS) query.delete(name);
      return scheduler.dedicated(asked, event, dialect.dedicated);
    }
    const [rest] = named(path, manages, /^\/delayed_events(.*)$/) ?? [];
    return (rest !== undefined && (await manage(asked, rest))) || upstream(asked);
  }

  async function manage(asked: Asked, rest: string): Promise<Reply | undefined> {
    const { method } = asked;
    if (rest === "" && method === "GET") {
      if (dialect.list === "draft") return draftList(target, endings, asked);
      if (dialect.list === "june") return juneList(target, endings, asked);
      if (dialect.list === "timeless") return timelessList(target, asked);
      return dialect.list === "missing" ? UNRECOGNIZED : undefined;
    }
    if (!dialect.finalised) return undefined;
    const [, id, action] = /^\/([^/]+)(?:\/(restart|send|cancel))?$/.exec(rest) ?? [];
    if (id === undefined) return undefined;
    if (method === "GET" && action === undefined) return endings.one(id, asked);
    const done = action ?? (dialect.paths === "unstable" ? jsonOf(asked)?.action : undefined);
    return method === "POST" && typeof done === "string" ? endings.update(id, done, asked) : undefined;
  }

  async function byQuery(asked: Asked): Promise<Reply> {
    if (dialect.query === "obeyed") return scheduler.byQuery(asked);
    if (dialect.query === "overlooked") {
      asked.query.delete(DELAY);
      return upstream(asked);
    }
    return dialect.query === 404 ? UNRECOGNIZED : refusal(400, "M_INVALID_PARAM", `Unknown: ${DELAY}`);
  }

  /** @returns the dialect's own refusal, if it refuses this delay */
  function refusalOf(asked: Asked): Reply | undefined {
    const { delay_ms } = jsonOf(asked) ?? {};
    const delay = Number(asked.query.get(DELAY) ?? (asked.path.includes("/delayed_event/") ? delay_ms : 0));
    if (!dialect.refusal || !(delay > dialect.refusal.beyond)) return undefined;
    const { status, errcode } = dialect.refusal;
    return refusal(status, errcode, "Invalid delay");
  }

  async function capabilities(asked: Asked): Promise<Reply> {
    const answer = await upstream(asked);
    const named = { ...(answer.body.capabilities as object), ...dialect.capabilities };
    return { ...answer, body: { ...answer.body, capabilities: named } };
  }

  async function versions(asked: Asked): Promise<Reply> {
    const answer = await upstream(asked);
    const flags = { ...(answer.body.unstable_features as object), ...dialect.flags };
    return { ...answer, body: { ...answer.body, unstable_features: flags } };
  }

  /** Asks Synapse. It has nothing under the stable paths, so requests that the dialect does not answer get a 404. */
  function upstream(asked: Asked): Promise<Reply> {
    const { method, path, query, body } = asked;
    const whole = query.size > 0 ? `${path}?${query}` : path;
    return askUpstream(target, asked, { method, path: whole, ...(body !== "" && { body }) });
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
