import {
  ClientEvent,
  createClient,
  type ICreateClientOpts,
  type MatrixClient,
  PendingEventOrdering,
  type Room,
} from "matrix-js-sdk";
import type { SessionOptions } from "./options.ts";
import { fetchFor } from "./requesters.ts";
import { type Rotation, rotationOf } from "./rotation.ts";

/** One of the client's sessions. */
export interface LoggedIn {
  client: MatrixClient;
  /** Exchanges its token, if that is refreshable. */
  rotation?: Rotation;
}

/**
 * Logs in with the password, as a new device, or uses the session of a server that has logged in.
 * @throws js-sdk's MatrixError or ConnectionError
 */
export async function logIn(options: SessionOptions): Promise<LoggedIn> {
  const fetchFn = await fetchFor(options.requester);
  const requests = { ...(fetchFn && { fetchFn }), useAuthorizationHeader: options.tokenIn === "header" };
  return options.session === "backend" ? throughBackend(options) : withPassword(options, requests);
}

async function throughBackend({ homeserver: baseUrl }: SessionOptions): Promise<LoggedIn> {
  const { user_id: userId, device_id: deviceId } = await createClient({ baseUrl }).whoami();
  return { client: createClient({ baseUrl, userId, ...(deviceId && { deviceId }) }) };
}

async function withPassword(
  { homeserver, user, password, refresh }: SessionOptions,
  requests: Pick<ICreateClientOpts, "fetchFn" | "useAuthorizationHeader">,
): Promise<LoggedIn> {
  const login = await createClient({ baseUrl: homeserver, ...requests }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    initial_device_display_name: "Postdate test client",
    refresh_token: refresh,
  });
  const client = createClient({
    baseUrl: homeserver,
    ...requests,
    accessToken: login.access_token,
    userId: login.user_id,
    deviceId: login.device_id,
  });
  return {
    client,
    ...(login.refresh_token !== undefined && { rotation: rotationOf(client, login.refresh_token) }),
  };
}

/**
 * Joins the room if needed, and waits for the first sync.
 * @throws js-sdk's MatrixError when the room cannot be joined
 */
export async function syncRoom(client: MatrixClient, roomId: string): Promise<Room> {
  // A join is rate-limited even when it changes nothing; reading the list is not.
  const { joined_rooms: joined } = await client.getJoinedRooms();
  if (!joined.includes(roomId)) await client.joinRoom(roomId);

  const prepared = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === "PREPARED") resolve();
    });
  });
  // Detached: pending sends stay out of the timeline until the homeserver has them, so the timeline is reliable.
  await client.startClient({ initialSyncLimit: 50, pendingEventOrdering: PendingEventOrdering.Detached });
  await prepared;

  const room = client.getRoom(roomId);
  if (!room) throw new Error(`The homeserver did not send the room ${roomId}`);
  return room;
}
