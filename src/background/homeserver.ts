import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { FetchHttpApi } from "matrix-js-sdk/lib/http-api/fetch.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import { TypedEventEmitter } from "matrix-js-sdk/lib/models/typed-event-emitter.js";
import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import * as v from "valibot";
import type { DelayedSend, UpdateAction } from "../delayed-events/stand-in.ts";
import type { KnownSession, Session } from "./sessions.ts";

const DELAYED_EVENTS = `${ClientPrefix.Unstable}/org.matrix.msc4140`;

/** The flags by which `/versions` says that delayed events are on; the second is in use on servers ahead of the spec. */
const FLAGS = ["org.matrix.msc4140", "org.matrix.msc4140.stable"];

const Versions = v.object({ unstable_features: v.optional(v.record(v.string(), v.unknown())) });
const WhoAmI = v.object({ user_id: v.string(), device_id: v.optional(v.string()) });
const Scheduled = v.object({ delay_id: v.pipe(v.string(), v.minLength(1)) });
const DelayList = v.object({ delayed_events: v.array(v.object({ delay_id: v.string() })) });
const Alias = v.object({ room_id: v.string() });
const WidgetEvent = v.object({
  type: v.string(),
  state_key: v.optional(v.string()),
  content: v.object({ url: v.optional(v.string()) }),
});
const AccountWidgets = v.object({
  type: v.literal("m.widgets"),
  content: v.record(v.string(), v.unknown()),
});
const WidgetSync = v.object({
  account_data: v.optional(v.object({ events: v.array(v.unknown()) })),
  rooms: v.optional(
    v.object({
      join: v.optional(
        v.record(v.string(), v.object({ state: v.optional(v.object({ events: v.array(v.unknown()) })) })),
      ),
    }),
  ),
});
const RoomName = v.object({ name: v.optional(v.string()) });

/**
 * A sync that carries the widgets of all rooms and of the account, and nothing else. Synapse answers an equal sync from
 * its cache for two minutes (`sync_response_cache_duration`), so no two of them are equal.
 */
const widgetsOnly = () => ({
  presence: { ...NOTHING, not_senders: [`@${crypto.randomUUID()}:invalid`] },
  account_data: { types: ["m.widgets"] },
  room: {
    state: { types: ["im.vector.modular.widgets"] },
    timeline: { ...NOTHING, limit: 1 },
    ephemeral: NOTHING,
    account_data: NOTHING,
  },
});
const NOTHING = { types: [] };

/** The homeserver took the request and gave no delay_id: it knows nothing of delays and sent the event at once. */
export class SentAtOnceError extends Error {
  override name = "SentAtOnceError";
}

/**
 * The user's homeserver, spoken to with one session's token, which goes nowhere else.
 *
 * Every request is authenticated, also where a homeserver would not ask for it: Synapse 1.156 and later limit restarts
 * by user if there is a token and by IP address if there is none. Every method rejects with js-sdk's `MatrixError`
 * for what the homeserver refuses, `ConnectionError` where it was not reached in time.
 */
export function connect(session: Session) {
  const http = new FetchHttpApi(new TypedEventEmitter(), {
    baseUrl: session.homeserver,
    accessToken: session.accessToken,
    prefix: ClientPrefix.V3,
    onlyData: true,
  });

  /** @returns whose token it is, or "rejected" when the homeserver does not know it */
  async function whoAmI(): Promise<KnownSession["account"] | "rejected"> {
    try {
      const answer = await http.authedRequest(Method.Get, "/account/whoami", undefined, undefined, {
        localTimeoutMs: 5_000,
      });
      const { user_id, device_id } = v.parse(WhoAmI, answer);
      return { userId: user_id, ...(device_id && { deviceId: device_id }) };
    } catch (error) {
      if (error instanceof MatrixError && error.httpStatus === 401) return "rejected";
      throw error;
    }
  }

  async function supportsDelayedEvents(): Promise<boolean> {
    const answer = await http.authedRequest(Method.Get, "/_matrix/client/versions", undefined, undefined, {
      prefix: "",
      localTimeoutMs: 1_500,
    });
    const { unstable_features = {} } = v.parse(Versions, answer);
    return FLAGS.some((flag) => unstable_features[flag] === true);
  }

  /**
   * Schedules an event (MSC4140), by the query parameter that every Synapse has.
   *
   * Whoever calls this has asked `supportsDelayedEvents` before: a homeserver that does not know the parameter sends the
   * event at once.
   * @param transactionId makes a repeated request for a message event harmless; a state event has no such guard
   * @returns the delay_id
   * @throws SentAtOnceError
   */
  async function schedule(roomId: string, event: DelayedSend, transactionId: string): Promise<string> {
    const { type, stateKey, content, delay } = event;
    const path =
      stateKey === undefined
        ? encodeUri("/rooms/$roomId/send/$type/$transactionId", {
            $roomId: roomId,
            $type: type,
            $transactionId: transactionId,
          })
        : encodeUri("/rooms/$roomId/state/$type/$stateKey", {
            $roomId: roomId,
            $type: type,
            $stateKey: stateKey,
          });
    const answer = await http.authedRequest(
      Method.Put,
      path,
      { "org.matrix.msc4140.delay": String(delay) },
      content,
      { localTimeoutMs: 7_000 },
    );
    const scheduled = v.safeParse(Scheduled, answer);
    if (!scheduled.success) throw new SentAtOnceError(`${session.homeserver} sent the event at once`);
    return scheduled.output.delay_id;
  }

  /** Restarts, sends or cancels a delayed event: the action in the path, else, up to Synapse 1.142, in the body. */
  async function update(delayId: string, action: UpdateAction): Promise<void> {
    const path = encodeUri("/delayed_events/$delayId", { $delayId: delayId });
    const options = { prefix: DELAYED_EVENTS, localTimeoutMs: 1_500 };
    try {
      await http.authedRequest(Method.Post, `${path}/${action}`, undefined, {}, options);
    } catch (error) {
      if (!(error instanceof MatrixError && error.errcode === "M_UNRECOGNIZED")) throw error;
      await http.authedRequest(Method.Post, path, undefined, { action }, options);
    }
  }

  /** @returns the delay_ids that the homeserver counts down for this account; Synapse limits this with the restarts */
  async function delayIds(): Promise<string[]> {
    const answer = await http.authedRequest(Method.Get, "/delayed_events", undefined, undefined, {
      prefix: DELAYED_EVENTS,
      localTimeoutMs: 1_500,
    });
    return v.parse(DelayList, answer).delayed_events.map(({ delay_id }) => delay_id);
  }

  /** @returns the id of the room that an alias names */
  async function roomByAlias(alias: string): Promise<string> {
    const path = encodeUri("/directory/room/$alias", { $alias: alias });
    const answer = await http.authedRequest(Method.Get, path, undefined, undefined, {
      localTimeoutMs: 2_000,
    });
    return v.parse(Alias, answer).room_id;
  }

  /**
   * Where the account has a widget of this id and origin, in one request for all its rooms.
   * @returns the ids of the rooms, or "account" for a widget that belongs to the user and to no room
   */
  async function widgetPlaces(widgetId: string, origin: string): Promise<string[] | "account"> {
    const answer = await http.authedRequest(
      Method.Get,
      "/sync",
      { filter: JSON.stringify(widgetsOnly()), timeout: "0", set_presence: "offline" },
      undefined,
      { localTimeoutMs: 5_000 },
    );
    const { account_data, rooms } = v.parse(WidgetSync, answer);
    const own = account_data?.events.find((event) => v.is(AccountWidgets, event));
    if (own && v.is(AccountWidgets, own) && Object.hasOwn(own.content, widgetId)) return "account";
    return Object.entries(rooms?.join ?? {})
      .filter(([, room]) => room.state?.events.some((event) => isWidgetEvent(event, widgetId, origin)))
      .map(([roomId]) => roomId);
  }

  /** @returns the room's name, if it has one that this account may see */
  async function roomName(roomId: string): Promise<string | undefined> {
    const path = encodeUri("/rooms/$roomId/state/m.room.name/", { $roomId: roomId });
    try {
      const answer = await http.authedRequest(Method.Get, path, undefined, undefined, {
        localTimeoutMs: 1_000,
      });
      return v.parse(RoomName, answer).name || undefined;
    } catch {
      return undefined;
    }
  }

  return { whoAmI, supportsDelayedEvents, schedule, update, delayIds, roomByAlias, widgetPlaces, roomName };
}

export type Homeserver = ReturnType<typeof connect>;

function isWidgetEvent(event: unknown, widgetId: string, origin: string): boolean {
  if (!v.is(WidgetEvent, event) || event.state_key !== widgetId) return false;
  const { url } = event.content;
  return url !== undefined && URL.canParse(url) && new URL(url).origin === origin;
}
