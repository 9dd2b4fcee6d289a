import type { KnownSession } from "./sessions.ts";

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

/** Whose limit it is; from Synapse 1.156 on each account has its own. */
export interface Limited {
  homeserver: string;
  userId: string;
}

/** @returns whose limit a session's requests count towards */
export function limitedOf({ homeserver, account }: KnownSession): Limited {
  return { homeserver, userId: account.userId };
}

/**
 * Counts the requests that share the limit of restarts (restart, send, cancel, list), so that the extension's own never take
 * a widget's place. Widgets' requests are counted, and never held up.
 * @param now epoch milliseconds
 */
export function createLimits(now: () => number, { atOnce, every, reserved }: Rate = MANAGEMENT) {
  const buckets = new Map<string, { left: number; at: number; closedUntil: number; refusedAt?: number }>();

  function bucketOf({ homeserver, userId }: Limited) {
    const name = `${homeserver} ${userId}`;
    const bucket = buckets.get(name) ?? { left: atOnce, at: now(), closedUntil: 0 };
    buckets.set(name, bucket);
    bucket.left = Math.min(atOnce, bucket.left + (now() - bucket.at) / every);
    bucket.at = now();
    return bucket;
  }

  /** A request is made that counts. */
  function spend(account: Limited): void {
    const bucket = bucketOf(account);
    bucket.left = Math.max(0, bucket.left - 1);
  }

  /** A request that was counted turned out not to be one that is to be held back. */
  function giveBack(account: Limited): void {
    const bucket = bucketOf(account);
    bucket.left = Math.min(atOnce, bucket.left + 1);
  }

  /** @returns milliseconds until a request of the extension's own leaves enough for widgets; 0 for now */
  function wait(account: Limited): number {
    const { left, closedUntil } = bucketOf(account);
    return Math.max(0, (reserved + 1 - left) * every, closedUntil - now());
  }

  /** Waits for a turn of the extension's own, and takes it. */
  async function turn(account: Limited): Promise<void> {
    for (let ms = wait(account); ms > 0; ms = wait(account))
      await new Promise((resolve) => setTimeout(resolve, ms));
    spend(account);
  }

  /** The homeserver has refused a request that counts, for so many milliseconds. */
  function refused(account: Limited, retryAfter = every): void {
    const bucket = bucketOf(account);
    Object.assign(bucket, { left: 0, closedUntil: now() + retryAfter, refusedAt: now() });
  }

  /** Says when a request that counts was last refused (epoch ms). */
  function lastRefused(account: Limited): number | undefined {
    return bucketOf(account).refusedAt;
  }

  return { spend, giveBack, wait, turn, refused, lastRefused };
}

export type Limits = ReturnType<typeof createLimits>;
