import { isSeenFrom } from "../../messaging/sender.ts";
import type { DelayDetails, DelaysElsewhere, DelayView } from "../../messaging/views/delays.ts";
import type { Ledger } from "../delays/ledger.ts";
import { limitedOf, NoSlotError, type RateLimit } from "../delays/rate-limit.ts";
import { RefusedError } from "../delays/refusals.ts";
import { hasEnded } from "../homeserver/dialect.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { DelayViews } from "./delay-views.ts";
import type { Elsewhere } from "./elsewhere.ts";

interface Parts {
  ledger: Pick<Ledger, "all" | "get">;
  sessions: Pick<Sessions, "known" | "ofAccount">;
  limits: RateLimit;
  delayViews: DelayViews;
  elsewhere: Elsewhere;
  /** Restarts, sends or cancels one delay for the user. */
  update: (id: string, action: "cancel") => Promise<void>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Answers the popup's questions about single delays, and about those that were scheduled elsewhere. */
export function createDelayMessages(parts: Parts) {
  const { ledger, sessions, limits, delayViews, elsewhere, update, now } = parts;

  /** @returns the current state of these delays, if a window of this partition shows them */
  async function some(partition: string, ids: readonly string[]): Promise<DelayView[]> {
    const views = await delayViews.some(partition, ids);
    const left = ids.filter((id) => !views.some((view) => view.id === id));
    return [...views, ...(left.length > 0 ? await elsewhere.some(left) : [])];
  }

  async function details(partition: string, id: string): Promise<DelayDetails> {
    return (await delayViews.details(partition, id)) ?? elsewhere.details(id) ?? {};
  }

  /**
   * Lists the delays from elsewhere of the client in the tab, and of all accounts whose delays a window of this
   * partition shows.
   * @param client the origin of the client's page, if there is one
   */
  async function listed(partition: string, client: string | undefined): Promise<DelaysElsewhere> {
    const here = client === undefined ? [] : await sessions.known(partition, client).catch(() => []);
    const owners = new Map(
      (await ledger.all())
        .filter((entry) => isSeenFrom(partition, entry.partition))
        .map((entry) => [JSON.stringify([entry.partition, entry.client, entry.account]), entry] as const),
    );
    const others = await Promise.all(
      [...owners.values()].map((owner) =>
        sessions.ofAccount(owner.partition, owner.client, owner.account).catch(() => undefined),
      ),
    );
    return elsewhere.seenBy([...here, ...others.filter((session) => session !== undefined)]);
  }

  /**
   * Cancels delays one after another, each when that leaves widgets enough of the homeserver's limit.
   * @throws the first refusal, unless it means that the delay is gone
   */
  async function cancelAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const entry = await ledger.get(id);
      const { partition = "", client = "", account } = entry ?? {};
      const session = account && (await sessions.ofAccount(partition, client, account));
      if (session) await untilFree(session);
      await update(id, "cancel").catch((error) => {
        const isOver = error instanceof RefusedError && ["gone", "forgotten"].includes(error.reason);
        if (!isOver && !hasEnded(error)) throw error;
      });
    }
  }

  async function untilFree(session: Session): Promise<void> {
    const account = limitedOf(session);
    try {
      await limits.acquire(account);
    } catch (error) {
      if (error instanceof NoSlotError) throw new RefusedError(error.message, "limited", now() + error.wait);
      throw error;
    }
    // The update itself takes the slot.
    limits.refund(account);
  }

  return { some, details, listed, cancelAll };
}
