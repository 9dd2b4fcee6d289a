import type { Phrase } from "../src/browser/i18n.ts";
import type { UpdateAction } from "../src/delayed-events/stand-in.ts";
import type { Overview } from "../src/messaging/contract.ts";

/** An action on a delay that came to nothing. `error` is absent where no answer came. */
export interface Failure {
  action: UpdateAction;
  error?: string;
}

/** All that the popup shows. Maps are keyed by the ledger's id of a delay. */
export interface PopupState {
  overview?: Overview;
  /** The background owes an answer. */
  silent: boolean;
  running: ReadonlyMap<string, UpdateAction>;
  failures: ReadonlyMap<string, Failure>;
  /** The last action, where it succeeded. */
  done: UpdateAction | undefined;
  /** A site is being switched, or a homeserver allowed. */
  switching: boolean;
  /** What comes of that. */
  notice: Phrase | undefined;
}

export const EMPTY: PopupState = {
  silent: false,
  running: new Map(),
  failures: new Map(),
  done: undefined,
  switching: false,
  notice: undefined,
};
