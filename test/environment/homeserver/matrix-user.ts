import { randomUUID } from "node:crypto";
import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { FetchHttpApi } from "matrix-js-sdk/lib/http-api/fetch.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";
import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import { type Http, type Mark, markNow, type RoomEvent, roomEvents } from "./room-events.ts";

const V3 = "/_matrix/client/v3";
const UNSTABLE = "/_matrix/client/unstable/org.matrix.msc4140";

type Content = Record<string, unknown>;
type Predicate = (event: RoomEvent) => boolean;

/** An entry in the homeserver's list of pending delayed events, as Synapse 1.116 to 1.163 return it. */
export interface PendingDelay {
  delay_id: string;
  room_id: string;
  type: string;
  state_key?: string;
  content: Content;
  /** Milliseconds. */
  delay: number;
  /** Milliseconds since 1970. */
  running_since: number;
}

interface Login {
  user_id: string;
  device_id: string;
  access_token: string;
}

/**
 * A room member without a browser, who sees what every member sees. The methods use matrix-js-sdk's HTTP layer, and
 * throw its errors (MatrixError, ConnectionError).
 */
export class MatrixUser {
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** For requests without a method here. */
  readonly http: Http;

  constructor(baseUrl: string, login: Login) {
    this.userId = login.user_id;
    this.deviceId = login.device_id;
    this.accessToken = login.access_token;
    this.http = httpApi(baseUrl, login.access_token);
  }

  /** @param options the body of POST /createRoom @returns the room's id */
  async createRoom(options: Content = {}): Promise<string> {
    return (await this.#post<{ room_id: string }>("/createRoom", options)).room_id;
  }

  async invite(roomId: string, userId: string): Promise<void> {
    await this.#post(encodeUri("/rooms/$roomId/invite", { $roomId: roomId }), { user_id: userId });
  }

  async join(roomId: string): Promise<void> {
    await this.#post(encodeUri("/rooms/$roomId/join", { $roomId: roomId }), {});
  }

  /** @returns the event's id */
  async send(roomId: string, type: string, content: Content): Promise<string> {
    const names = { $roomId: roomId, $type: type, $txnId: randomUUID() };
    const path = encodeUri("/rooms/$roomId/send/$type/$txnId", names);
    return (await this.http.authedRequest<{ event_id: string }>(Method.Put, path, {}, content)).event_id;
  }

  /** @returns the event's id */
  async sendState(roomId: string, type: string, stateKey: string, content: Content): Promise<string> {
    const path = statePath(roomId, type, stateKey);
    return (await this.http.authedRequest<{ event_id: string }>(Method.Put, path, {}, content)).event_id;
  }

  /** @returns the content, or `undefined` when the room has no such state */
  async state(roomId: string, type: string, stateKey = ""): Promise<Content | undefined> {
    try {
      return await this.http.authedRequest<Content>(Method.Get, statePath(roomId, type, stateKey));
    } catch (error) {
      if (error instanceof MatrixError && error.errcode === "M_NOT_FOUND") return undefined;
      throw error;
    }
  }

  /** @returns the last events of the room, at most 1000, oldest first */
  async timeline(roomId: string): Promise<RoomEvent[]> {
    const path = encodeUri("/rooms/$roomId/messages", { $roomId: roomId });
    const { chunk } = await this.http.authedRequest<{ chunk: RoomEvent[] }>(Method.Get, path, {
      dir: "b",
      limit: 1000,
    });
    return chunk.reverse();
  }

  /**
   * Schedules a state event in a way that every Synapse understands.
   * @param delay milliseconds
   * @returns the delay_id
   */
  async scheduleState(
    roomId: string,
    type: string,
    stateKey: string,
    content: Content,
    delay: number,
  ): Promise<string> {
    const query = { "org.matrix.msc4140.delay": delay };
    const path = statePath(roomId, type, stateKey);
    return (await this.http.authedRequest<{ delay_id: string }>(Method.Put, path, query, content)).delay_id;
  }

  /** Schedules a message in the same way. @param delay milliseconds @returns the delay_id */
  async scheduleMessage(roomId: string, content: Content, delay: number): Promise<string> {
    const query = { "org.matrix.msc4140.delay": delay };
    const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${crypto.randomUUID()}`;
    return (await this.http.authedRequest<{ delay_id: string }>(Method.Put, path, query, content)).delay_id;
  }

  /** @returns the pending delayed events of this user's sessions, as the homeserver lists them */
  async delayedEvents(): Promise<PendingDelay[]> {
    const { delayed_events } = await this.http.authedRequest<{ delayed_events: PendingDelay[] }>(
      Method.Get,
      "/delayed_events",
      {},
      undefined,
      { prefix: UNSTABLE },
    );
    return delayed_events;
  }

  /** Cancels a delayed event (Synapse ≥ 1.143). */
  cancel(delayId: string): Promise<void> {
    return this.#update(delayId, "cancel");
  }

  /** Restarts a delayed event's whole delay (Synapse ≥ 1.143). */
  restart(delayId: string): Promise<void> {
    return this.#update(delayId, "restart");
  }

  /** @returns the current position, to pass as `since` */
  mark(): Promise<Mark> {
    return markNow(this.http);
  }

  /**
   * Waits for an event in the room's timeline.
   * @param since the start; without it, the room's last 1000 events count as well
   * @throws Error that names the events seen, when none came within `timeoutMs`
   */
  async waitForEvent(
    roomId: string,
    predicate: Predicate,
    timeoutMs: number,
    since?: Mark,
  ): Promise<RoomEvent> {
    const seen: string[] = [];
    for await (const event of roomEvents(this.http, { roomId, since, deadline: Date.now() + timeoutMs })) {
      if (predicate(event)) return event;
      seen.push(event.type);
    }
    throw new Error(`${timeoutMs} ms without the event in ${roomId}; seen: ${seen.join(", ") || "none"}`);
  }

  /**
   * Watches the room for `forMs` milliseconds.
   * @param since the start; without it, the room's last 1000 events count as well
   * @throws Error with the event, as soon as there is one
   */
  async expectNone(roomId: string, predicate: Predicate, forMs: number, since?: Mark): Promise<void> {
    for await (const event of roomEvents(this.http, { roomId, since, deadline: Date.now() + forMs })) {
      if (predicate(event)) throw new Error(`This event should not be there: ${JSON.stringify(event)}`);
    }
  }

  /** Logs out; the homeserver forgets the access token. */
  async logOut(): Promise<void> {
    await this.#post("/logout", {});
  }

  async #update(delayId: string, action: string): Promise<void> {
    const path = encodeUri("/delayed_events/$delayId/$action", { $delayId: delayId, $action: action });
    await this.http.authedRequest(Method.Post, path, {}, {}, { prefix: UNSTABLE });
  }

  #post<T>(path: string, body: Content): Promise<T> {
    return this.http.authedRequest<T>(Method.Post, path, {}, body);
  }
}

/** Logs in with a password, as a new device. @throws MatrixError when the homeserver refuses */
export async function logIn(baseUrl: string, userId: string, password: string): Promise<MatrixUser> {
  const body = { type: "m.login.password", identifier: { type: "m.id.user", user: userId }, password };
  return new MatrixUser(baseUrl, await httpApi(baseUrl).request<Login>(Method.Post, "/login", {}, body));
}

function httpApi(baseUrl: string, accessToken?: string): Http {
  return new FetchHttpApi(new TypedEventEmitter(), { baseUrl, prefix: V3, onlyData: true, accessToken });
}

function statePath(roomId: string, type: string, stateKey: string): string {
  const names = { $roomId: roomId, $type: type, $stateKey: stateKey };
  return encodeUri("/rooms/$roomId/state/$type/$stateKey", names);
}
