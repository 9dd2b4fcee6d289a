import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import { type RtcTransport, readTransports } from "../../features/rtc-transports/transports.ts";
import { countdown } from "../countdown.ts";
import type { Account } from "./account.ts";
import type { Request } from "./request.ts";
import { isNotFromHomeserver } from "./request-errors.ts";
import { ToldList } from "./told-list.ts";
import { readWellKnown, wellKnownOf } from "./well-known.ts";

/** The paths of MSC4143's endpoint, the stable one first. Synapse has the second behind a flag (1.163.2). */
const ENDPOINTS = [
  "/_matrix/client/v1/rtc/transports",
  "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports",
];
/** How long each endpoint and the server's own site may take (ms). */
const WITHIN = 2_000;
/** How long transports that were found count (ms). */
const GOOD_FOR = 300_000;

/** Synapse leaves out an empty list. */
const Transports = v.object({ rtc_transports: ToldList });
/** The property in which servers named their transports before there was an endpoint. */
const Foci = v.object({ "org.matrix.msc4143.rtc_foci": v.array(v.unknown()) });

/** What is remembered for one session, only in memory. */
export interface TransportsMemory {
  /** The last look-up, and how long its result still counts (ms). */
  found?: { transports: Promise<RtcTransport[] | undefined>; left: () => number } | undefined;
  /** The address of the server's own site, if it could not be read. */
  unread?: string | undefined;
}

/** The statuses of refusals that do not concern the endpoint: try with another token, or at another time. */
const NOT_NOW = [401, 408, 425, 429];

/** Says whether a refusal means that the endpoint does not exist, whatever its status and text. */
function isNo(error: unknown): boolean {
  if (error instanceof SyntaxError || isNotFromHomeserver(error)) return true;
  const { httpStatus: status = 0 } = error instanceof HTTPError ? error : {};
  return status === 501 || (status >= 300 && status < 500 && !NOT_NOW.includes(status));
}

/** Requests for the servers that carry a call's media, to the homeserver or the website at its server name. */
export function rtcTransportRequests(
  request: Request,
  whoAmI: () => Promise<Account | "rejected">,
  memory: TransportsMemory,
) {
  /**
   * Looks the transports up. Transports that are found count for some minutes; if there are none, the next call looks
   * again.
   * @returns an empty list if the homeserver says that there are none; nothing if neither endpoints nor site name any
   * @throws js-sdk's errors if the homeserver limits requests, does not know the token, or does not answer
   */
  function rtcTransports(): Promise<RtcTransport[] | undefined> {
    if (memory.found && memory.found.left() > 0) return memory.found.transports;
    const found = { transports: lookUp(), left: countdown(GOOD_FOR) };
    memory.found = found;
    const forget = () => {
      if (memory.found === found) memory.found = undefined;
    };
    found.transports.then((transports) => transports ?? forget(), forget);
    return found.transports;
  }

  async function lookUp(): Promise<RtcTransport[] | undefined> {
    memory.unread = undefined;
    for (const path of ENDPOINTS) {
      const said = await askAt(path);
      if (said) return readTransports(said.rtc_transports);
    }
    const account = await whoAmI();
    return account === "rejected" ? undefined : onSite(wellKnownOf(account.userId));
  }

  async function askAt(path: string): Promise<v.InferOutput<typeof Transports> | undefined> {
    try {
      const { body } = await request(Method.Get, path, { prefix: "", within: WITHIN });
      const said = v.safeParse(Transports, body);
      return said.success ? said.output : undefined;
    } catch (error) {
      if (isNo(error)) return undefined;
      throw error;
    }
  }

  async function onSite(address: string): Promise<RtcTransport[] | undefined> {
    try {
      const said = v.safeParse(Foci, await readWellKnown(address, WITHIN));
      return said.success ? readTransports(said.output["org.matrix.msc4143.rtc_foci"]) : undefined;
    } catch {
      memory.unread = address;
      return undefined;
    }
  }

  /** @returns the address of the server's own site, if the last look-up needed it and could not read it */
  const unreadSite = (): string | undefined => memory.unread;

  return { rtcTransports, unreadSite };
}
