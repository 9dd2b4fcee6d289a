import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";

/** How many requests there may be at once, one more every so many milliseconds, and how many are left for widgets. */
interface Rate {
  atOnce: number;
  every: number;
  reserved: number;
}

/**
 * Synapse's `rc_delayed_event_mgmt` as it is unless somebody sets it. What is left for widgets is a restart that comes while
 * a request of the extension's own is under way, and the next.
 */
const MANAGEMENT: Rate = { atOnce: 5, every: 1_000, reserved: 3 };
/** Questions for delay_ids that nobody here knows: half of what the homeserver allows, so that calls have the other half. */
export const UNKNOWN_IDS: Rate = { atOnce: 3, every: 2_000, reserved: 0 };

/** What is remembered of a refusal at most (ms): after that the homeserver is asked again, whatever it has said. */
const REMEMBERED = 300_000;
/** How long somebody's acquire is waited for (ms). It takes 4 s where widgets have used up everything. */
const LONGEST_WAIT = 10_000;

/** Of how many accounts requests are counted; of one that was not heard of for long there is nothing to count. */
const ACCOUNTS = 500;

/** There is no acquire within the time that anybody stays awake for: the homeserver wants to be left alone. */
export class NoSlotError extends Error {
  override name = "NoSlotError";

  /** @param wait milliseconds until it is worth while to try again */
  constructor(readonly wait: number) {
    super("The homeserver wants to be left alone");
  }
}

/** Whose limit it is; from Synapse 1.156 on each account has its own. */
export interface Limited {
  homeserver: string;
  userId: string;
}

/** @returns whose limit a session's requests count towards */
export function limitedOf({ baseUrl, account }: Session): Limited {
  return { homeserver: baseUrl, userId: account.userId };
}

/**
 * Counts the requests that share the limit of restarts (restart, send, cancel, list), so that the extension's own never take
 * a widget's place. Widgets' requests are counted, and never held up.
 * @param now epoch milliseconds
 */
export function createRateLimit(now: () => number, { atOnce, every, reserved }: Rate = MANAGEMENT) {
  const buckets = new LimitedMap<string, { left: number; at: number; closedFor: number; refusedAt?: number }>(
    ACCOUNTS,
  );

  function bucketOf({ homeserver, userId }: Limited) {
    const name = `${homeserver} ${userId}`;
    const bucket = buckets.get(name) ?? { left: atOnce, at: now(), closedFor: 0 };
    buckets.set(name, bucket);
    // A clock may be set back.
    const passed = Math.max(0, now() - bucket.at);
    bucket.left = Math.min(atOnce, bucket.left + passed / every);
    bucket.closedFor = Math.max(0, bucket.closedFor - passed);
    bucket.at = now();
    return bucket;
  }

  /** A request is made that counts. */
  function take(account: Limited): void {
    const bucket = bucketOf(account);
    bucket.left = Math.max(0, bucket.left - 1);
  }

  /** A request that was counted turned out not to be one that is to be held back. */
  function refund(account: Limited): void {
    const bucket = bucketOf(account);
    bucket.left = Math.min(atOnce, bucket.left + 1);
  }

  /** @returns milliseconds until a request of the extension's own leaves enough for widgets; 0 for now */
  function wait(account: Limited): number {
    const { left, closedFor } = bucketOf(account);
    return Math.max(0, (reserved + 1 - left) * every, closedFor);
  }

  /**
   * Waits for a acquire of the extension's own, and takes it.
   * @throws NoSlotError where that would take more than some seconds
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

  /** The homeserver has refused a request that counts, for so many milliseconds. */
  function refused(account: Limited, retryAfter = every): void {
    const bucket = bucketOf(account);
    const closedFor = Math.min(retryAfter, REMEMBERED);
    Object.assign(bucket, { left: 0, closedFor, refusedAt: now() });
  }

  /** Says when a request that counts was last refused (epoch ms). */
  function lastRefused(account: Limited): number | undefined {
    return bucketOf(account).refusedAt;
  }

  return { take, refund, wait, acquire, refused, lastRefused };
}

export type RateLimit = ReturnType<typeof createRateLimit>;
