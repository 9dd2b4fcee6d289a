import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { PageMessage } from "../../src/messaging/page-contract.ts";
import type {
  DelayDetails,
  DelaysElsewhere,
  DelaysNow,
  DelayView,
} from "../../src/messaging/views/delays.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import { isObject } from "../../src/widget-api/message.ts";
import { withTimeout } from "../../ui/with-timeout.ts";
import type { PopupState } from "../state.ts";
import { begun, ended, failed } from "./actions-under-way.ts";
import { mergedInto } from "./merged.ts";

/** Milliseconds until the background counts as silent. */
const TIMEOUT = 10_000;
/** How long it may take to cancel many, since a homeserver takes one a second (ms). */
const LONG = 300_000;

/** What the part of the popup that is about delays needs of the rest. */
export interface DelaysParts {
  /** Asks the background. */
  ask(message: PageMessage): Promise<unknown>;
  /** Names the tab that a question is about, if there is one. */
  tab(): Promise<{ tabId?: number }>;
  /** @returns the background's outcome; nothing if no answer came in time (ms) */
  outcomeOf(
    message: PageMessage | (() => Promise<PageMessage>),
    within?: number,
  ): Promise<Outcome | undefined>;
  state(): PopupState;
  set(change: Partial<PopupState>): void;
  /** Asks for the whole overview. */
  refresh(): Promise<void>;
}

/** The user's actions on delays, and the list that follows their changes. */
export function createDelaysModel({ ask, tab, outcomeOf, state, set, refresh }: DelaysParts) {
  const waiting = new Set<string>();
  /** The ids heard of since the last overview was asked for, which may be older than they are. */
  const heard = new Set<string>();
  let following: Promise<void> | undefined;

  /** These delays have changed: asks how they are now, all that have changed meanwhile in one question. */
  function changed(ids: readonly string[]): Promise<void> {
    for (const id of ids) waiting.add(id);
    for (const id of ids) heard.add(id);
    following ??= follow().finally(() => {
      following = undefined;
    });
    return following;
  }

  async function follow(): Promise<void> {
    while (waiting.size > 0) {
      const ids = [...waiting];
      waiting.clear();
      const asking = async () => ask({ ask: "delays", ids, ...(await tab()) });
      const answer = await withTimeout(asking, TIMEOUT);
      if (!isDelaysNow(answer)) continue;
      const before = state();
      set(mergedInto(before, ids, answer));
      if (isHeldOtherwise(before, state(), ids)) void refresh();
    }
  }

  /** The overview is being asked for. */
  function overviewAsked(): void {
    heard.clear();
  }

  /** The overview has come. What changed meanwhile may be newer than it is. */
  function overviewCame(): void {
    if (heard.size > 0) void changed([...heard]);
  }

  /** Requests the delays from elsewhere, once: that counts towards the homeserver's limit. */
  async function lookElsewhere(): Promise<void> {
    const asking = async () => ask({ ask: "delays-elsewhere", ...(await tab()) });
    const answer = await withTimeout(asking, TIMEOUT);
    if (isElsewhere(answer))
      set({ elsewhere: answer.delays, elsewhereIs: answer.failed ? "unknown" : "listed" });
    else set({ elsewhereIs: "unknown" });
  }

  /**
   * Restarts, sends or cancels a delay. The action counts as running until the list shows its result.
   * @returns whether it was done
   */
  async function update(id: string, action: UpdateAction): Promise<boolean> {
    if (state().running.has(id)) return false;
    set(begun(state(), [id], action));
    const outcome = await outcomeOf({ ask: "update-delay", id, action });
    if (!outcome?.ok) set(failed(state(), id, action, outcome));
    await changed([id]);
    // Only now, because the list may show that it was done in another way than was asked for.
    set(ended(state(), [id], outcome?.ok ? { id, action } : undefined));
    // The limit of restarts, perhaps, which the client's status tells.
    if (!outcome?.ok) await refresh();
    // Its widget may be without protection from now on.
    else if (action !== "restart") void refresh();
    return outcome?.ok === true;
  }

  /**
   * Cancels several delays, one after another. If that fails, it is said at the one from which the user did it.
   * @returns whether it was done
   */
  async function cancelAll(from: string, ids: readonly string[]): Promise<boolean> {
    const free = ids.filter((id) => !state().running.has(id));
    set(begun(state(), free, "cancel"));
    const outcome = await outcomeOf({ ask: "cancel-delays", ids: free }, LONG);
    if (!outcome?.ok) set(failed(state(), from, "cancel", outcome));
    await changed(free);
    set(ended(state(), free, outcome?.ok ? { id: from, action: "cancel" } : undefined));
    void refresh();
    return outcome?.ok === true;
  }

  /** @returns a delay's details, which the list leaves out; nothing if no answer came */
  async function details(id: string): Promise<DelayDetails | undefined> {
    const asking = async () => ask({ ask: "delay-details", id, ...(await tab()) });
    const answer = await withTimeout(asking, TIMEOUT);
    return isObject(answer) ? (answer as DelayDetails) : undefined;
  }

  /** Forgets what has ended, of what this window shows. @returns the outcome; nothing if no answer came */
  async function clearEnded(): Promise<Outcome | undefined> {
    const outcome = await outcomeOf(async () => ({ ask: "clear-ended", ...(await tab()) }));
    await refresh();
    return outcome;
  }

  return { changed, overviewAsked, overviewCame, lookElsewhere, update, cancelAll, details, clearEnded };
}

export type DelaysModel = ReturnType<typeof createDelaysModel>;

/** Says whether restarts of one of these reach the homeserver as they did not before, or the reverse. */
function isHeldOtherwise(before: PopupState, after: PopupState, ids: readonly string[]): boolean {
  const unheld = ({ overview }: PopupState, id: string) =>
    overview?.delays.find((delay: DelayView) => delay.id === id)?.unheld;
  return ids.some((id) => unheld(before, id) !== unheld(after, id));
}

function isDelaysNow(answer: unknown): answer is DelaysNow {
  return isObject(answer) && Array.isArray(answer.delays);
}

function isElsewhere(answer: unknown): answer is DelaysElsewhere {
  return isObject(answer) && Array.isArray(answer.delays) && typeof answer.failed === "boolean";
}
