import { askUpstream, type CompleteRequest, type Json, type Reply, refusal } from "./ask.ts";

const UNSTABLE = "/_matrix/client/unstable/org.matrix.msc4140";

/** A delayed event scheduled through the proxy. */
export interface Known {
  delay_id: string;
  /** The `Authorization` header of the request that scheduled it. */
  owner: string;
  roomId: string;
  type: string;
  stateKey?: string;
  content: Json;
  delay: number;
  ended?: Ending;
}

/** How a delayed event ended: when (epoch ms), why, and as which event if it reached the room. */
interface Ending {
  at: number;
  by: "send" | "cancel" | "failure";
  eventId?: string;
}

/** Remembers how delayed events ended, which Synapse does not. It finds out on request. */
export class Endings {
  readonly #target: string;
  readonly #known = new Map<string, Known>();

  constructor(target: string) {
    this.#target = target;
  }

  add(known: Known): void {
    this.#known.set(known.delay_id, known);
  }

  /** @returns the ended delayed events of the requesting user */
  async ended(request: CompleteRequest): Promise<Known[]> {
    const own = [...this.#known.values()].filter(({ owner }) => owner === request.headers.authorization);
    await Promise.all(own.map((known) => this.#settle(known, request)));
    return own.filter(({ ended }) => ended);
  }

  /** The single GET: the homeserver's answer while it counts down, the ending afterwards. */
  async one(delayId: string, request: CompleteRequest): Promise<Reply> {
    const answer = await this.#upstream(request, delayId);
    const known = this.#known.get(decodeURIComponent(delayId));
    if (answer.status !== 404 || !known || known.owner !== request.headers.authorization) return answer;
    await this.#settle(known, request);
    return { status: 200, body: { ...described(known), ...(known.ended && finalised(known.ended)) } };
  }

  /**
   * An update: the homeserver's answer during the countdown. Afterwards, repeating the ending succeeds, and anything
   * else is a conflict.
   */
  async update(delayId: string, action: string, request: CompleteRequest): Promise<Reply> {
    const path = `${UNSTABLE}/delayed_events/${delayId}/${action}`;
    const answer = await askUpstream(this.#target, request, { method: "POST", path, body: "{}" });
    const known = this.#known.get(decodeURIComponent(delayId));
    if (!known) return answer;
    if (answer.status === 404) {
      await this.#settle(known, request);
      return known.ended?.by === action
        ? { status: 200, body: {} }
        : refusal(409, "M_UNKNOWN", "Delayed event has already been finalised");
    }
    if (answer.status === 200 && action === "cancel") known.ended = { at: Date.now(), by: "cancel" };
    if (action === "send") await this.#settle(known, request);
    return answer;
  }

  async #settle(known: Known, request: CompleteRequest): Promise<void> {
    if (known.ended) return;
    const { status } = await this.#upstream(request, encodeURIComponent(known.delay_id));
    if (status !== 404) return;
    const event = await this.#inRoom(known, request);
    known.ended = event
      ? { at: event.origin_server_ts as number, by: "send", eventId: event.event_id as string }
      : { at: Date.now(), by: "failure" };
  }

  #upstream(request: CompleteRequest, delayId: string): Promise<Reply> {
    return askUpstream(this.#target, request, {
      method: "GET",
      path: `${UNSTABLE}/delayed_events/${delayId}`,
    });
  }

  /** The room event with this delay_id, which Synapse shows to its sender. */
  async #inRoom({ delay_id, roomId }: Known, request: CompleteRequest): Promise<Json | undefined> {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=100`;
    const { body } = await askUpstream(this.#target, request, { method: "GET", path });
    return ((body.chunk ?? []) as Json[]).find(
      ({ unsigned }) => (unsigned as Json | undefined)?.["org.matrix.msc4140.delay_id"] === delay_id,
    );
  }
}

/** @returns the fields of a delayed event that every shape has */
export function described({ delay_id, roomId, type, stateKey, content, delay }: Known): Json {
  const state = stateKey === undefined ? {} : { state_key: stateKey };
  return { delay_id, room_id: roomId, type, ...state, content, delay_ms: delay };
}

function finalised({ at, eventId }: Ending): Json {
  return { finalised: { finalised_ts: at, ...(eventId !== undefined && { event_id: eventId }) } };
}
