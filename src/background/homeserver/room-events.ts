import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import type { RoomFacts } from "../../delayed-events/blockers.ts";
import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { Content } from "../content.ts";
import { ToldTime } from "../times.ts";
import { isNotFound, stickyQuery } from "./dialect.ts";
import { pathOf } from "./path-of.ts";
import type { HomeserverAnswer, Request } from "./request.ts";
import { ToldList } from "./told-list.ts";

const Event = v.object({
  type: v.string(),
  sender: v.string(),
  origin_server_ts: ToldTime,
  state_key: v.nullish(v.string()),
  content: Content,
  unsigned: v.fallback(v.optional(v.record(v.string(), v.unknown())), undefined),
});
/** The properties in which an event names the delay that it came from: in the specification, and before. */
const DELAY_IDS = ["delay_id", "org.matrix.msc4140.delay_id"];
const Messages = v.object({ chunk: ToldList });
/** How many events of one type are searched. A widget does not send many to a room between two checks. */
const SEARCHED = 50;

/** An event in a room. `at` is by the local clock (epoch ms), and absent if the homeserver gave no time. */
export interface SeenEvent {
  sender: string;
  at?: number;
  content: Record<string, unknown>;
  stateKey?: string;
  /** The delay that became this event. Synapse names it from 1.150 on, to the event's sender only. */
  delayId?: string;
}

/** Requests about the events in a room. None of them counts towards the rate limit of delayed events. */
export function roomEventRequests(request: Request) {
  async function stateOf(roomId: string, type: string, stateKey: string, query = {}): Promise<unknown> {
    const path = pathOf("/rooms/$roomId/state/$type/$stateKey", {
      $roomId: roomId,
      $type: type,
      $stateKey: stateKey,
    });
    return (await request(Method.Get, path, { query, within: 3_000 })).body;
  }

  const optional = (state: Promise<unknown>) => state.catch((error) => absent(error));

  /** @returns the facts that decide whether an event will be accepted, without those that the account may not see */
  async function roomFacts(roomId: string, userId: string): Promise<RoomFacts> {
    const [membership, powerLevels, create] = await Promise.all([
      optional(stateOf(roomId, "m.room.member", userId)),
      optional(stateOf(roomId, "m.room.power_levels", "")),
      optional(stateOf(roomId, "m.room.create", "", { format: "event" })),
    ]);
    return { userId, membership, powerLevels, create };
  }

  /** Says whether a room is encrypted. Rejects with the homeserver's refusal if the account may not see that. */
  async function isEncrypted(roomId: string): Promise<boolean> {
    try {
      await stateOf(roomId, "m.room.encryption", "");
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Says whether the account is in a room. */
  async function isJoined(roomId: string, userId: string): Promise<boolean> {
    const membership = await optional(stateOf(roomId, "m.room.member", userId));
    return (membership as { membership?: unknown } | undefined)?.membership === "join";
  }

  /** @returns a room's latest events of a type, the newest first, from these senders or from anybody */
  async function lastEvents(roomId: string, type: string, senders?: string[]): Promise<SeenEvent[]> {
    const filter = { types: [type], ...(senders && { senders }) };
    const query = { dir: "b", limit: String(SEARCHED), filter: JSON.stringify(filter) };
    const path = pathOf("/rooms/$roomId/messages", { $roomId: roomId });
    const { body, here } = await request(Method.Get, path, { query, within: 5_000 });
    const read = v.parse(Messages, body).chunk.map((each) => v.safeParse(Event, each));
    return read.filter((each) => each.success).map(({ output }) => seen(output, here));
  }

  /** Sends an event now, without a delay; a sticky event as such. */
  async function sendPlainly(roomId: string, event: DelayedSend, transactionId: string): Promise<void> {
    const { type, stateKey, content, stickyDuration } = event;
    const names = { $roomId: roomId, $type: type, $transactionId: transactionId };
    const query = stickyDuration === undefined ? {} : stickyQuery(stickyDuration);
    const path =
      stateKey === undefined
        ? pathOf("/rooms/$roomId/send/$type/$transactionId", names)
        : pathOf("/rooms/$roomId/state/$type/$stateKey", { ...names, $stateKey: stateKey });
    await request(Method.Put, path, { query, body: content, within: 5_000 });
  }

  return { roomFacts, isEncrypted, isJoined, lastEvents, sendPlainly };
}

/**
 * State that does not exist or may not be seen counts as absent. Any other error leaves the state unknown, and is
 * thrown.
 */
function absent(error: unknown): undefined {
  const { errcode } = error as { errcode?: string };
  if (errcode === "M_NOT_FOUND" || errcode === "M_FORBIDDEN") return undefined;
  throw error;
}

function seen(event: v.InferOutput<typeof Event>, here: HomeserverAnswer["here"]): SeenEvent {
  const at = event.origin_server_ts;
  const delayId = DELAY_IDS.map((name) => event.unsigned?.[name]).find((id) => typeof id === "string");
  return {
    sender: event.sender,
    ...(at !== undefined && { at: here(at) }),
    content: event.content,
    ...(typeof event.state_key === "string" && { stateKey: event.state_key }),
    ...(delayId !== undefined && { delayId }),
  };
}
