import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import * as v from "valibot";
import { listen } from "../homeserver/loopback.ts";
import { type Delegation, delegate } from "./delegation.ts";
import { liveKitToken } from "./jwt.ts";
import type { MediaServer } from "./media-server.ts";

const OpenId = v.object({ access_token: v.string(), matrix_server_name: v.string() });

/**
 * A client's request, in the older form or that of Matrix 2.0. With a delay, it asks the service to look after that.
 */
const TokenRequest = v.object({
  room: v.optional(v.string()),
  room_id: v.optional(v.string()),
  openid_token: OpenId,
  device_id: v.optional(v.string()),
  member: v.optional(v.object({ id: v.string(), claimed_device_id: v.string() })),
  delay_id: v.optional(v.string()),
  delay_timeout: v.optional(v.number()),
  delay_cs_api_url: v.optional(v.string()),
});
type TokenRequest = v.InferOutput<typeof TokenRequest>;

/** Issues tokens for the media server to those who prove who they are. */
export interface JwtService {
  /** The `livekit_service_url` for clients. */
  url: string;
  /** The delays that were delegated to the service, the oldest first. */
  delegations: readonly Delegation[];
  close(): Promise<void>;
}

/**
 * Starts the service between Matrix and LiveKit (MSC4195), on loopback.
 * @param options.homeserver the homeserver that confirms tokens
 * @param options.delegates whether the service looks after delays; if not, it refuses requests with a delay
 */
export async function startJwtService(
  media: MediaServer,
  options: { homeserver: () => string; delegates?: boolean },
): Promise<JwtService> {
  const delegations: Delegation[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => reply(response, 500, { error: error.message }));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url } = request;
    if (method === "OPTIONS") return reply(response, 204);
    if (url === "/delegate_delayed_leave")
      return reply(response, options.delegates ? 401 : 404, { errcode: "M_UNKNOWN" });
    if (method !== "POST" || (url !== "/sfu/get" && url !== "/get_token")) return reply(response, 404, {});
    const asked = v.safeParse(TokenRequest, await json(request));
    if (!asked.success) return reply(response, 400, { errcode: "M_BAD_JSON", error: "What is asked?" });
    const userId = await ownerOf(asked.output.openid_token.access_token, options.homeserver());
    if (!userId) return reply(response, 401, { errcode: "M_UNAUTHORIZED", error: "Whose token is this?" });
    const { room, identity } = placeOf(asked.output, userId);
    const { delay_id: delayId, delay_cs_api_url: homeserver, delay_timeout: timeout } = asked.output;
    // Element Call 0.22 does not check beforehand, and leaves the delay out after a refusal.
    if (delayId !== undefined && !options.delegates)
      return reply(response, 400, { errcode: "M_BAD_JSON", error: "What is delay_id?" });
    if (delayId !== undefined && homeserver !== undefined && timeout !== undefined)
      delegations.push(delegate(media, { delayId, homeserver, timeout, room, identity }));
    const may = { room, roomJoin: true, canPublish: true, canSubscribe: true, canUpdateOwnMetadata: true };
    return reply(response, 200, { url: media.url, jwt: liveKitToken(media.signer, identity, may) });
  }

  const url = `http://localhost:${await listen(server)}`;
  return {
    url,
    delegations,
    close() {
      for (const { end } of delegations) end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** The LiveKit room and identity. In Matrix 2.0 the identity is a hash, which hides names from the media server. */
function placeOf({ room, room_id, device_id, member }: TokenRequest, userId: string) {
  const identity = member
    ? createHash("sha256")
        .update(JSON.stringify([userId, member.claimed_device_id, member.id]))
        .digest("base64")
        .replace(/=+$/, "")
    : `${userId}:${device_id}`;
  return { room: room ?? room_id ?? "", identity };
}

/** @returns the owner of the OpenID token, according to their homeserver */
async function ownerOf(token: string, homeserver: string): Promise<string | undefined> {
  const query = new URLSearchParams({ access_token: token });
  const answer = await fetch(`${homeserver}/_matrix/federation/v1/openid/userinfo?${query}`);
  if (!answer.ok) return undefined;
  return ((await answer.json()) as { sub?: string }).sub;
}

function reply(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "POST",
  });
  response.end(body === undefined ? "" : JSON.stringify(body));
}
