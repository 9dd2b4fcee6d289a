/**
 * Matrix's size limits, in bytes of UTF-8: for an event, with everything that a homeserver adds to it (room versions
 * 1 to 12), and for each of its names (type, state key, room id, user id).
 * https://spec.matrix.org/v1.16/client-server-api/#size-limits
 */
export const EVENT_BYTES = 65_536;
export const NAME_BYTES = 255;

/** @returns the size of a text in bytes of UTF-8 */
function bytesIn(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** @returns the size of a value's JSON in bytes of UTF-8 */
export function bytesOfJson(value: unknown): number {
  return bytesIn(JSON.stringify(value) ?? "");
}

/** Says whether a text is too long to be one of an event's names. */
export function isTooLongForName(text: string): boolean {
  // A text has at least as many bytes as characters, so a long one need not be encoded.
  return text.length > NAME_BYTES || bytesIn(text) > NAME_BYTES;
}

/**
 * Says whether the content alone is larger than any event may be, so that no homeserver can ever send it.
 *
 * Counting stops as soon as that is clear. In Firefox a message may hold one object in many places, so one of a few
 * hundred bytes could have gigabytes of JSON.
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
