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
/** How long cancelling many may take (ms): a homeserver accepts one a second. */
const LONG = 300_000;

/** What the delays' part needs from the rest of the popup. */
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

/** What the user can do with delays, and how their list follows changes. */
export function createDelaysModel({ ask, tab, outcomeOf, state, set, refresh }: DelaysParts) {
  const waiting = new Set<string>();
  /** The ids that have changed since the last overview was requested, which may be older than the changes. */
  const heard = new Set<string>();
  let following: Promise<void> | undefined;

  /** To be called when delays have changed: requests their current state, in one message for all changes meanwhile. */
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

  /** To be called when the overview is requested. */
  function overviewAsked(): void {
    heard.clear();
  }

  /** To be called when the overview has come: changes since its request may be newer than it. */
  function overviewCame(): void {
    if (heard.size > 0) void changed([...heard]);
  }

  /** Requests the delays scheduled elsewhere. Call it only once: it counts towards the homeserver's limit. */
  async function listElsewhere(): Promise<void> {
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
    // Only now, because the list may show that the action was performed in another way.
    set(ended(state(), [id], outcome?.ok ? { id, action } : undefined));
    // The reason may be the limit of restarts, which the client's status shows.
    if (!outcome?.ok) await refresh();
    // The widget may lack protection from now on.
    else if (action !== "restart") void refresh();
    return outcome?.ok === true;
  }

  /**
   * Cancels several delays, one after another. A failure is shown at the delay whose button the user pressed.
   * @param from the id of that delay
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

  /** @returns what the list omits of a delay; nothing if no answer came */
  async function details(id: string): Promise<DelayDetails | undefined> {
    const asking = async () => ask({ ask: "delay-details", id, ...(await tab()) });
    const answer = await withTimeout(asking, TIMEOUT);
    return isObject(answer) ? (answer as DelayDetails) : undefined;
  }

  /** Forgets the ended delays that this window shows. @returns the outcome; nothing if no answer came */
  async function clearEnded(): Promise<Outcome | undefined> {
    const outcome = await outcomeOf(async () => ({ ask: "clear-ended", ...(await tab()) }));
    await refresh();
    return outcome;
  }

  return { changed, overviewAsked, overviewCame, listElsewhere, update, cancelAll, details, clearEnded };
}

export type DelaysModel = ReturnType<typeof createDelaysModel>;

/** Says whether one of these has begun or ceased to be `unheld`. */
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
