import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import { CALL_MEMBERSHIPS } from "../../delayed-events/purpose.ts";
import { isTooLongForName, NAME_BYTES } from "../../delayed-events/sizes.ts";
import { after } from "../../delayed-events/times.ts";
import { isDeviceId } from "../../host-support/identifiers.ts";
import { Content } from "../content.ts";
import { ToldDuration, ToldTime } from "../times.ts";
import { pathOf } from "./path-of.ts";
import type { HomeserverAnswer, Request } from "./request.ts";
import { RoomsOfSync } from "./told-list.ts";

const Event = v.object({
  type: v.picklist(CALL_MEMBERSHIPS),
  sender: v.string(),
  state_key: v.pipe(v.string(), v.maxBytes(NAME_BYTES)),
  origin_server_ts: ToldTime,
  content: Content,
});
const Sync = v.object({ rooms: RoomsOfSync });
const Device = v.fallback(v.optional(v.pipe(v.string(), v.check(isDeviceId))), undefined);
/** One device in a call: the whole content of its own event, or one of the `memberships` of the user's event. */
const InCall = v.object({
  device_id: Device,
  member: v.fallback(v.optional(v.object({ device_id: Device, claimed_device_id: Device })), undefined),
  created_ts: ToldTime,
  expires: ToldDuration,
});
/** The properties that only the content of somebody in a call has, in every form of the proposal. */
const SIGNS = ["application", "device_id", "member"];
/** How long a membership holds if it does not say (ms): js-sdk's `DEFAULT_EXPIRE_DURATION`. */
const EXPIRES = 14_400_000;

/** A device that a membership names. Times are by the local clock (epoch ms). */
interface DeviceInCall {
  deviceId?: string;
  /** When the device joined, if known. */
  since?: number;
  /** When clients should begin to ignore the membership. */
  expiresAt?: number;
}

/** A call membership in the state of a room. Nobody is in the call if `devices` is empty. */
export interface CallMember {
  roomId: string;
  type: string;
  stateKey: string;
  sender: string;
  devices: DeviceInCall[];
}

/** Requests about who is in a room's call, by state events. Sticky memberships expire by themselves within an hour. */
export function callMemberRequests(request: Request) {
  /**
   * Asks for the call memberships that a user has sent, in one request for all the account's rooms.
   * @param roomId only those in this room
   */
  async function callMembers(userId: string, roomId?: string): Promise<CallMember[]> {
    const query = { filter: JSON.stringify(sentBy(userId, roomId)), timeout: "0", set_presence: "offline" };
    const { body, here } = await request(Method.Get, "/sync", { query, within: 5_000 });
    const { rooms } = v.parse(Sync, body);
    const named = Object.entries(rooms?.join ?? {}).filter(([room]) => !isTooLongForName(room));
    return named.flatMap(([room, { state }]) =>
      (state?.events ?? [])
        .map((event) => v.safeParse(Event, event))
        .filter((read) => read.success)
        .map(({ output }) => member(room, output, here)),
    );
  }

  /** Empties the membership with this state key, so that it puts nobody in the call any more. */
  async function leaveCall({ roomId, type, stateKey }: Omit<CallMember, "sender" | "devices">) {
    const names = { $roomId: roomId, $type: type, $stateKey: stateKey };
    await request(Method.Put, pathOf("/rooms/$roomId/state/$type/$stateKey", names), {
      body: {},
      within: 5_000,
    });
  }

  return { callMembers, leaveCall };
}

const NOTHING = { types: [] };

/**
 * `lazy_load_members` spares the homeserver the members of all rooms. Synapse answers an identical sync from its cache
 * for two minutes (`sync_response_cache_duration`), so every filter is different.
 */
const sentBy = (userId: string, roomId: string | undefined) => ({
  presence: { ...NOTHING, not_senders: [`@${crypto.randomUUID()}:invalid`] },
  account_data: NOTHING,
  room: {
    ...(roomId !== undefined && { rooms: [roomId] }),
    state: { types: CALL_MEMBERSHIPS, senders: [userId], lazy_load_members: true },
    timeline: { ...NOTHING, limit: 1 },
    ephemeral: NOTHING,
    account_data: NOTHING,
  },
});

function member(
  roomId: string,
  { type, sender, state_key, origin_server_ts, content }: v.InferOutput<typeof Event>,
  here: HomeserverAnswer["here"],
): CallMember {
  const devices = devicesIn(content).map(({ device_id, member, created_ts, expires = EXPIRES }) => {
    const deviceId = device_id ?? member?.device_id ?? member?.claimed_device_id;
    const joined = created_ts ?? origin_server_ts;
    const since = joined === undefined ? undefined : here(joined);
    return {
      ...(deviceId !== undefined && { deviceId }),
      ...(since !== undefined && { since, expiresAt: after(since, expires) }),
    };
  });
  return { roomId, type, stateKey: state_key, sender, devices };
}

/** @returns the devices in a membership. Before each device had its own event, a user's event listed them all. */
function devicesIn(content: Record<string, unknown>): v.InferOutput<typeof InCall>[] {
  const { memberships } = content;
  const all = Array.isArray(memberships) ? memberships : [content];
  return all
    .filter((each) => v.is(Content, each) && SIGNS.some((sign) => each[sign] != null))
    .map((each) => v.parse(InCall, each));
}
