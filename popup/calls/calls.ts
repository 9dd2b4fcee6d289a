import type { PageMessage } from "../../src/messaging/page-contract.ts";
import type { CallMembership, LeaveOutcome } from "../../src/messaging/views/calls.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { isOutcome } from "../../ui/outcome.ts";
import { withTimeout } from "../../ui/with-timeout.ts";

/** How long to wait for an answer (ms). The background may wait for a slow homeserver more than once. */
const TIMEOUT = 15_000;

interface Parts {
  /** Asks the background. */
  ask: (message: PageMessage) => Promise<unknown>;
  /** The tab that a question is about, if there is one. */
  tab: () => Promise<{ tabId?: number }>;
  /** Gets the calls after each request for them. */
  show: (memberships: CallMembership[]) => void;
}

/** The calls that the client's user was left behind in, requested once for each account that the popup shows. */
export function createCalls({ ask, tab, show }: Parts) {
  let account: string | undefined;

  /** Requests the calls, unless that was done for this account. Shows nothing if no answer comes. */
  async function checkOnce(of: Overview["account"]): Promise<void> {
    const name = of && JSON.stringify([of.userId, of.homeserver]);
    if (name === undefined || name === account) return;
    account = name;
    await request();
  }

  async function request(): Promise<void> {
    const asking = async () => ask({ ask: "memberships", ...(await tab()) });
    const answer: unknown = await withTimeout(asking, TIMEOUT);
    if (Array.isArray(answer)) show(answer as CallMembership[]);
  }

  /** Leaves a call, then requests the remaining ones. @returns the outcome; nothing if no answer came */
  async function leave({ userId, room, type, stateKey }: CallMembership): Promise<LeaveOutcome | undefined> {
    const call = { userId, roomId: room.id, type, stateKey };
    const asking = async () => ask({ ask: "leave-call", ...(await tab()), ...call });
    const answer: unknown = await withTimeout(asking, TIMEOUT);
    const outcome = isOutcome(answer) ? (answer as LeaveOutcome) : undefined;
    // Nobody is left behind in a call that was already over.
    if (outcome && (outcome.ok || outcome.reason === "over")) await request();
    return outcome;
  }

  return { checkOnce, leave };
}
