import { isObject } from "../../widget-api/message.ts";

const TYPE = "content-type";

/**
 * Has a refusal say by its content type whose it is, since js-sdk goes by that alone (`parseErrorResponse`). Gateways
 * refuse in JSON as well, and some that stand in between change a homeserver's type.
 * @returns its headers, as JSON if a homeserver says it, and otherwise without a type if that would be JSON
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
