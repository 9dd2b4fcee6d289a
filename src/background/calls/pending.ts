import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { Listings } from "../delays/listings.ts";
import type { PendingEvent } from "../homeserver/listed.ts";

/** @returns what the homeserver has pending; nothing where it does not say, or there is no slot to ask */
export async function heardOf(listed: ReturnType<Listings["ask"]>): Promise<PendingEvent[]> {
  return (await listed.catch(() => undefined)) ?? [];
}

/**
 * @returns what the homeserver has pending; nothing where it has no list, or never shows it to this account
 * @throws if it does not say: above all, too many restarts are a sign of life
 */
export async function toldOf(listed: ReturnType<Listings["ask"]>): Promise<PendingEvent[]> {
  try {
    return (await listed) ?? [];
  } catch (error) {
    if (error instanceof MatrixError && error.httpStatus === 403) return [];
    throw error;
  }
}
