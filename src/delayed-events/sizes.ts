/**
 * How large Matrix lets things be, in bytes of UTF-8: an event, with all that a homeserver adds to it (room versions 1 to 12),
 * and each of its names (type, state key, room id, user id).
 * https://spec.matrix.org/v1.16/client-server-api/#size-limits
 */
export const EVENT_BYTES = 65_536;
export const NAME_BYTES = 255;

/** @returns the bytes of a text in UTF-8 */
function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** @returns the bytes of a value's JSON in UTF-8 */
export function bytesOfJson(value: unknown): number {
  return bytesIn(JSON.stringify(value) ?? "");
}

/** Says whether a text is too long to be one of an event's names. */
export function isTooLongForName(text: string): boolean {
  // A text is at least as many bytes as characters, so that nothing long is encoded for this.
  return text.length > NAME_BYTES || bytesIn(text) > NAME_BYTES;
}

/**
 * Says whether content alone is larger than any event may be, so that no homeserver can ever send it.
 *
 * It is given up as soon as that is clear: in Firefox a message may hold one object in many places, and one of a few hundred
 * bytes could have gigabytes of JSON.
 */
export function isTooLargeForEvent(content: unknown): boolean {
  let least = 0;
  function count(this: unknown, key: string, value: unknown): unknown {
    least += 1 + (Array.isArray(this) ? 0 : key.length) + (typeof value === "string" ? value.length : 0);
    if (least > EVENT_BYTES) throw TOO_LARGE;
    return value;
  }
  try {
    return bytesIn(JSON.stringify(content, count) ?? "") > EVENT_BYTES;
  } catch (error) {
    if (error === TOO_LARGE) return true;
    throw error;
  }
}

const TOO_LARGE = new Error("Larger than an event may be");
