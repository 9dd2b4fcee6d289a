import type { Leg, Row } from "./row.ts";

/** The JSON of payloads in lower case. Each lives as long as its payload, so the log's budget bounds both. */
const texts = new WeakMap<object, string>();

/**
 * Makes a payload's text, so that no search has to: its JSON is made for its size anyway.
 * @returns the length of its JSON (UTF-16 units); nothing if JSON cannot say it
 */
export function readPayload(payload: object): number | undefined {
  try {
    const json = JSON.stringify(payload);
    texts.set(payload, json.toLowerCase());
    return json.length;
  } catch {
    return undefined;
  }
}

/** Says whether something is true of one of a row's payloads, each as JSON in lower case. */
export function someText({ request, reply, duplicates }: Row, is: (json: string) => boolean): boolean {
  if (isIn(request, is) || isIn(reply, is)) return true;
  return duplicates.length > 0 && duplicates.some((leg) => isIn(leg, is));
}

function isIn(leg: Leg | undefined, is: (json: string) => boolean): boolean {
  if (!leg) return false;
  const { sent, delivered } = leg;
  if (sent?.payload && is(textOf(sent.payload))) return true;
  return delivered !== sent && delivered?.payload !== undefined && is(textOf(delivered.payload));
}

function textOf(payload: object): string {
  const known = texts.get(payload);
  if (known !== undefined) return known;
  readPayload(payload);
  return texts.get(payload) ?? "";
}
