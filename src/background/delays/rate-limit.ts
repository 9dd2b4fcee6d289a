import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";

/**
 * A token bucket: how many requests may be made at once, after how many milliseconds one more is allowed, and how many
 * are reserved for widgets.
 */
interface Rate {
  atOnce: number;
  every: number;
  reserved: number;
}

/**
 * Synapse's default `rc_delayed_event_mgmt`. The reserve lets a widget restart while one of the extension's own
 * requests is under way, and then once more.
 */
const MANAGEMENT: Rate = { atOnce: 5, every: 1_000, reserved: 3 };
/**
 * Requests about delay_ids that are not in the ledger: half of what the homeserver allows, so that calls have the other
 * half.
 */
export const UNKNOWN_IDS: Rate = { atOnce: 3, every: 2_000, reserved: 0 };

/** How long a refusal is remembered at most (ms). After that the homeserver gets requests again, whatever it said. */
const REMEMBERED = 300_000;
/** The longest wait for a slot (ms). A slot takes 4 s to free up if widgets have used up everything. */
const LONGEST_WAIT = 10_000;

/** How many accounts' requests are counted. An account that has been quiet for long has a full bucket anyway. */
const ACCOUNTS = 500;

/** No slot will free up within the time we are willing to wait: the homeserver's limit is used up. */
export class NoSlotError extends Error {
  override name = "NoSlotError";

  /** @param wait milliseconds until it is worth trying again */
  constructor(readonly wait: number) {
    super("The homeserver wants to be left alone");
  }
}

/** Whose rate limit it is. From Synapse 1.156 on, each account has its own. */
export interface Limited {
  homeserver: string;
  userId: string;
}

interface Bucket {
  left: number;
  at: number;
  closedFor: number;
  /** When the homeserver last refused (epoch ms), and how long it then asked us to wait (ms). */
  refusedAt?: number;
  refusedFor?: number;
}

/** @returns whose rate limit a session's requests count towards */
export function limitedOf({ baseUrl, account }: Session): Limited {
  return { homeserver: baseUrl, userId: account.userId };
}

/**
 * Counts the requests that share one rate limit with restarts (restart, send, cancel, list), so that the extension's
 * own requests never take a widget's slot. Widgets' requests are counted but never held up.
 * @param now epoch milliseconds
 */
export function createRateLimit(now: () => number, { atOnce, every, reserved }: Rate = MANAGEMENT) {
  const buckets = new LimitedMap<string, Bucket>(ACCOUNTS);

  function bucketOf({ homeserver, userId }: Limited) {
    const name = `${homeserver} ${userId}`;
    const bucket: Bucket = buckets.get(name) ?? { left: atOnce, at: now(), closedFor: 0 };
    buckets.set(name, bucket);
    // A clock may be set back.
    const passed = Math.max(0, now() - bucket.at);
    bucket.left = Math.min(atOnce, bucket.left + passed / every);
    bucket.closedFor = Math.max(0, bucket.closedFor - passed);
    bucket.at = now();
    return bucket;
  }

  /** Counts a request. */
  function take(account: Limited): void {
    const bucket = bucketOf(account);
    bucket.left = Math.max(0, bucket.left - 1);
  }

  /** Takes back a counted request that turned out not to need limiting. */
  function refund(account: Limited): void {
    const bucket = bucketOf(account);
    bucket.left = Math.min(atOnce, bucket.left + 1);
  }

  /**
   * @returns milliseconds until one of the extension's own requests would leave enough for widgets; 0 if it may be made
   *   now
   */
  function wait(account: Limited): number {
    const { left, closedFor } = bucketOf(account);
    return Math.max(0, (reserved + 1 - left) * every, closedFor);
  }

  /**
   * Waits for a slot for one of the extension's own requests, and takes it.
   * @throws NoSlotError if that would take more than a few seconds
   */
  async function acquire(account: Limited): Promise<void> {
    let waited = 0;
    for (let ms = wait(account); ms > 0; ms = wait(account)) {
      waited += ms;
      if (waited > LONGEST_WAIT) throw new NoSlotError(ms);
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
    take(account);
  }

  /** The homeserver has refused a counted request, and accepts none for `retryAfter` milliseconds. */
  function refused(account: Limited, retryAfter = every): void {
    const bucket = bucketOf(account);
    const closedFor = Math.min(retryAfter, REMEMBERED);
    Object.assign(bucket, { left: 0, closedFor, refusedAt: now(), refusedFor: closedFor });
  }

  /** Returns when a counted request was last refused (epoch ms). */
  function lastRefused(account: Limited): number | undefined {
    return bucketOf(account).refusedAt;
  }

  /** Returns how long the homeserver then asked us to wait (ms). */
  function lastRefusedFor(account: Limited): number | undefined {
    return bucketOf(account).refusedFor;
  }

  return { take, refund, wait, acquire, refused, lastRefused, lastRefusedFor };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
