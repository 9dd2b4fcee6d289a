import { isObject } from "../../src/widget-api/message.ts";
import type { Conversation, Leg, Row, Said } from "../log/row.ts";

/**
 * A row's searchable text without its payloads, in lower case. In `widget`, `types`, `rooms` and `ids` each value has
 * its own line, with a line break before and behind it.
 */
export interface SearchLine {
  action: string;
  widget: string;
  types: string;
  rooms: string;
  ids: string;
  hasError: boolean;
  /** Whether the row is about a delayed event. */
  isDelayed: boolean;
  /** All of these, state keys, errors, who answered, and requests to the homeserver. */
  all: string;
}

/** Maximum number of event ids to take from one message; a longer list of events is found by its payload. */
const MOST_IDS = 50;

/**
 * @param before the row's line so far: its values from payloads that have fallen out of memory since are kept
 * @returns a row's searchable text
 */
export function lineOf(row: Row, conversation: Conversation | undefined, before?: SearchLine): SearchLine {
  const found = {
    types: new Set<string>(),
    rooms: new Set<string>(),
    ids: new Set<string>(),
    keys: new Set<string>(),
  };
  found.ids.add(row.requestId);
  const heard = saidIn(row);
  for (const { payload } of heard) if (payload) readMessage(payload, found);
  if (before && heard.some(({ payload }) => !payload))
    for (const kind of ["types", "rooms", "ids"] as const)
      for (const value of before[kind].split("\n")) if (value !== "") found[kind].add(value);
  const lines = {
    action: row.action.toLowerCase(),
    widget: listed([conversation?.widgetId, conversation?.widget.origin, conversation?.widget.url]),
    types: listed(found.types),
    rooms: listed(found.rooms),
    ids: listed(found.ids),
  };
  const others = [
    ...[...found.keys, row.by, ...heard.map(({ error }) => error)],
    ...row.requests.map(({ method, path, status, errcode }) => [method, path, status, errcode].join(" ")),
  ];
  return {
    ...lines,
    hasError: row.state === "error" || heard.some(({ error }) => error !== undefined),
    isDelayed: (before?.isDelayed ?? false) || isDelayed(row.action, heard),
    all: Object.values(lines).join("\n") + listed(others),
  };
}

/** Recognises all names: MSC4157's actions, the delegated leave of MSC4533, and events sent with a delay. */
function isDelayed(action: string, heard: readonly Said[]): boolean {
  if (/delayed_event|delayed_leave/.test(action)) return true;
  return heard.some(({ payload }) => {
    const { data } = (payload ?? {}) as { data?: unknown };
    return isObject(data) && (data.delay ?? data.parent_delay_id) !== undefined;
  });
}

/** @returns every message of a row, each once */
export function saidIn({ request, reply, duplicates }: Row): Said[] {
  const legs: (Leg | undefined)[] = [request, reply, ...duplicates];
  return [...new Set(legs.flatMap((leg) => [leg?.sent, leg?.delivered]))].filter(
    (said) => said !== undefined,
  );
}

type Found = Record<"types" | "rooms" | "ids" | "keys", Set<string>>;

/** Reads `data` and `response`, and the events in lists there: `events` (read_events) and `state` (update_state). */
function readMessage(payload: object, found: Found): void {
  for (const place of ["data", "response"]) {
    const body = (payload as Record<string, unknown>)[place];
    if (!isObject(body)) continue;
    readEvent(body, found);
    for (const list of [body.events, body.state, body.chunk])
      if (Array.isArray(list)) for (const event of list) if (isObject(event)) readEvent(event, found);
    if (Array.isArray(body.room_ids)) for (const room of body.room_ids) add(found.rooms, room);
  }
}

function readEvent(event: Record<string, unknown>, { types, rooms, ids, keys }: Found): void {
  add(types, event.type);
  add(rooms, event.room_id);
  if (ids.size < MOST_IDS)
    for (const id of [event.delay_id, event.parent_delay_id, event.event_id]) add(ids, id);
  if (keys.size < MOST_IDS) for (const key of [event.state_key, event.sender]) add(keys, key);
}

function add(set: Set<string>, value: unknown): void {
  if (typeof value === "string" && value !== "" && value.length <= 1_000) set.add(value);
}

function listed(values: Iterable<string | undefined>): string {
  const all = [...values].filter((value) => value !== undefined && value !== "");
  return all.length > 0 ? `\n${all.join("\n").toLowerCase()}\n` : "";
}
