import { isObject } from "../../src/widget-api/message.ts";

/** The kinds of secrets that are masked. A label is a kind and a number: `delay_id#3`. */
export const SECRET_KINDS = [
  ...(["delay_id", "access_token", "openid_token", "turn_username", "turn_password"] as const),
  ...(["to_device", "encryption_key", "password", "token"] as const),
];
export type SecretKind = (typeof SECRET_KINDS)[number];

/** A value's place in a message, if it means that there are secrets below. */
export type Place =
  /** Everything below is a secret of this kind. */
  | { all: SecretKind }
  /** `data` of a to-device message; its map by user; a user's map by device. */
  | "to-device"
  | "users"
  | "devices"
  /** The content of an event that carries encryption keys. */
  | "keys"
  | undefined;

/**
 * Says what kind of place a key of an object leads to.
 *
 * Sources: get_openid (MSC1960), TURN servers (MSC3846), to-device messages (MSC3819), delayed events (MSC4140 and
 * 4157), keys of calls (io.element.call.encryption_keys, MSC4143), encrypted attachments (JWK).
 */
export function placeAt(key: string, object: Record<string, unknown>, place: Place): Place {
  if (typeof place === "object") return place;
  const name = key.toLowerCase().replace(/[-_.\s]/g, "");
  if (place === "to-device" && name === "content") return { all: "to_device" };
  if (place === "to-device" && name === "messages") return "users";
  if (place === "users") return "devices";
  if (place === "devices") return { all: "to_device" };
  const kind = kindOf(name, object[key], object, place);
  if (kind) return { all: kind };
  if (isToDevice(object) && (name === "data" || name === "response")) return "to-device";
  if (name === "mediakey" || (name === "content" && carriesKeys(object))) return "keys";
  return place === "keys" ? "keys" : undefined;
}

function kindOf(
  name: string,
  value: unknown,
  object: Record<string, unknown>,
  place: Place,
): SecretKind | undefined {
  const isTurn = Array.isArray(object.uris ?? object.urls) || typeof object.urls === "string";
  if (isTurn && name === "username") return "turn_username";
  if (isTurn && /^(?:password|credential)$/.test(name)) return "turn_password";
  if (/delay(?:edevent)?ids?$/.test(name)) return "delay_id";
  if (name === "accesstoken") return "matrix_server_name" in object ? "openid_token" : "access_token";
  if (/openidtoken$/.test(name)) return isObject(value) ? undefined : "openid_token";
  if (/(?:passw(?:or)?d|passphrase)$/.test(name)) return "password";
  if (/(?:session|room|encryption|shared|recovery|private)key$/.test(name)) return "encryption_key";
  if (name === "key" && (place === "keys" || "index" in object)) return "encryption_key";
  if (name === "k" && "kty" in object) return "encryption_key";
  if (place === "keys" && name === "keys" && isTexts(value)) return "encryption_key";
  if (name === "mediakey" && !isObject(value)) return "encryption_key";
  if (/(?:(?:token|secret|credential|authorization|cookie|apikey|jwt)s?|auth)$/.test(name)) return "token";
  return undefined;
}

const isTexts = (value: unknown) => Array.isArray(value) && value.some((each) => typeof each === "string");

function isToDevice({ action }: Record<string, unknown>): boolean {
  return typeof action === "string" && /to_?device/i.test(action);
}

function carriesKeys({ type }: Record<string, unknown>): boolean {
  return typeof type === "string" && /(?:encryption_keys?|room_key)$/.test(type);
}
