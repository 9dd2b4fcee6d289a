import type { Phrase } from "../src/browser/i18n.ts";
import type { UpdateAction } from "../src/delayed-events/delayed-event.ts";
import type { CallMembership } from "../src/messaging/views/calls.ts";
import type { DelayView } from "../src/messaging/views/delays.ts";
import type { Refusal } from "../src/messaging/views/outcomes.ts";
import type { Overview } from "../src/messaging/views/overview.ts";

/** An action on a delay that failed. `refusal` is absent if no answer came. */
export interface Failure {
  action: UpdateAction;
  refusal?: Refusal;
}

/** An action on a delay that succeeded. */
interface Done {
  id: string;
  action: UpdateAction;
}

/** Everything that the popup shows. Maps are keyed by the ledger's id of a delay. */
export interface PopupState {
  overview?: Overview;
  /** The calls that the user was left behind in, once requested. */
  calls: readonly CallMembership[];
  /** The delays scheduled elsewhere, as the homeservers listed them when the popup opened. */
  elsewhere: DelayView[];
  /** Whether these are known: the popup asks once. */
  elsewhereIs: "asked" | "listed" | "unknown";
  /** The background has not answered in time. */
  silent: boolean;
  running: ReadonlyMap<string, UpdateAction>;
  failures: ReadonlyMap<string, Failure>;
  /** The last action, if it succeeded. */
  done: Done | undefined;
  /** Whether a site is being switched on or off, or a homeserver allowed. */
  switching: boolean;
  /** The match pattern of the site that was switched off in this popup. */
  switchedOff?: string;
  /** The outcome of the last switch, copy or check. */
  notice: Phrase | undefined;
}

export const EMPTY: PopupState = {
  calls: [],
  elsewhere: [],
  elsewhereIs: "asked",
  silent: false,
  running: new Map(),
  failures: new Map(),
  done: undefined,
  switching: false,
  notice: undefined,
};
