import { isObject } from "../../widget-api/message.ts";

const TYPE = "content-type";

/**
 * Makes the content type of a refusal show whose it is, since js-sdk goes by that alone (`parseErrorResponse`).
 * Gateways refuse in JSON as well, and some change the type of a homeserver's refusal.
 * @returns its headers: with the type JSON for a homeserver's refusal, and never with that type for any other
 */
export function headersOfRefusal(
  headers: readonly (readonly [string, string])[],
  text: string,
): [string, string][] {
  const isOwn = isHomeservers(text);
  const others = headers.filter(([name, value]) => name !== TYPE || !(isOwn || isJson(value)));
  return [...others.map(([name, value]): [string, string] => [name, value]), ...(isOwn ? [JSON_TYPE] : [])];
}

const JSON_TYPE: [string, string] = [TYPE, "application/json"];

/** https://spec.matrix.org/v1.16/client-server-api/#standard-error-response */
function isHomeservers(text: string): boolean {
  const said = parsed(text);
  if (!isObject(said)) return false;
  return (typeof said.errcode === "string" && said.errcode !== "") || typeof said.retry_after_ms === "number";
}

function isJson(type: string): boolean {
  return /^\s*application\/json\b/i.test(type);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
