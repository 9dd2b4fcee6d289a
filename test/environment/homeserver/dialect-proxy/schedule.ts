import { askUpstream, type CompleteRequest, type Json, jsonOf, type Reply, refusal } from "./ask.ts";
import type { Endings } from "./endings.ts";

export const DELAY = "org.matrix.msc4140.delay";

/** The parts of the path that sends an event, still encoded. */
interface Named {
  room: string;
  type: string;
  /** Absent for a message event. */
  stateKey?: string;
  transactionId: string;
}

/** Schedules at the homeserver in Synapse's way, whatever form the request had. */
export class Scheduler {
  readonly #target: string;
  readonly #endings: Endings;
  /** Keyed by user and path, because a transaction id counts once, for state events too. */
  readonly #done = new Map<string, Promise<Reply>>();

  constructor(target: string, endings: Endings) {
    this.#target = target;
    this.#endings = endings;
  }

  /** The dedicated PUT. @param field the body's field for the delay */
  dedicated(request: CompleteRequest, [room = "", type = "", transactionId = ""]: string[], field: string) {
    const { [field]: delay, state_key: stateKey, content } = jsonOf(request) ?? {};
    if (delay === undefined || content === undefined)
      return refusal(400, "M_MISSING_PARAM", `Missing ${field} or content`);
    if (!Number.isSafeInteger(delay) || (delay as number) < 1)
      return refusal(400, "M_INVALID_PARAM", `${field} must be a positive integer`);
    const key = `${request.headers.authorization} ${request.path}`;
    const named = {
      room,
      type,
      transactionId,
      ...(stateKey !== undefined && { stateKey: stateKey as string }),
    };
    const reply = this.#done.get(key) ?? this.#schedule(request, named, delay as number, content as Json);
    this.#done.set(key, reply);
    return reply;
  }

  /** The query parameter, unchanged. */
  async byQuery(request: CompleteRequest): Promise<Reply> {
    const { method, path, query, body } = request;
    const answer = await askUpstream(this.#target, request, { method, path: `${path}?${query}`, body });
    const [, room = "", kind, type = "", rest = ""] =
      /\/rooms\/([^/]+)\/(state|send)\/([^/]+)\/?([^/]*)$/.exec(path) ?? [];
    const named = { room, type, transactionId: rest, ...(kind === "state" && { stateKey: decoded(rest) }) };
    this.#note(answer, request, named, Number(query.get(DELAY)), jsonOf(request) ?? {});
    return answer;
  }

  async #schedule(request: CompleteRequest, named: Named, delay: number, content: Json): Promise<Reply> {
    const { room, type, stateKey, transactionId } = named;
    const query = new URLSearchParams(request.query);
    query.set(DELAY, String(delay));
    const end =
      stateKey === undefined
        ? `send/${type}/${transactionId}`
        : `state/${type}/${encodeURIComponent(stateKey)}`;
    const path = `/_matrix/client/v3/rooms/${room}/${end}?${query}`;
    const body = JSON.stringify(content);
    const answer = await askUpstream(this.#target, request, { method: "PUT", path, body });
    this.#note(answer, request, named, delay, content);
    return answer;
  }

  #note(
    { body }: Reply,
    request: CompleteRequest,
    { room, type, stateKey }: Named,
    delay: number,
    content: Json,
  ): void {
    if (typeof body.delay_id !== "string") return;
    this.#endings.add({
      delay_id: body.delay_id,
      owner: request.headers.authorization ?? "",
      roomId: decoded(room),
      type: decoded(type),
      ...(stateKey !== undefined && { stateKey }),
      content,
      delay,
    });
  }
}

function decoded(part: string): string {
  return decodeURIComponent(part);
}
