import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { Refusal } from "../../src/messaging/views/outcomes.ts";
import type { PopupState } from "../state.ts";

type Actions = Pick<PopupState, "running" | "failures" | "done">;

/** @returns the running actions once one on these delays has begun, without the outcome of earlier ones */
export function begun({ running, failures }: Actions, ids: readonly string[], action: UpdateAction): Actions {
  const begun = new Map(running);
  const left = new Map(failures);
  for (const id of ids) {
    begun.set(id, action);
    left.delete(id);
  }
  return { running: begun, failures: left, done: undefined };
}

/** @param refusal nothing if no answer came */
export function failed(
  { failures }: Actions,
  id: string,
  action: UpdateAction,
  refusal: Refusal | undefined,
): Pick<Actions, "failures"> {
  return { failures: new Map(failures).set(id, { action, ...(refusal && { refusal }) }) };
}

/** @param done the action, if it succeeded */
export function ended({ running }: Actions, ids: readonly string[], done: Actions["done"]): Partial<Actions> {
  const left = new Map(running);
  for (const id of ids) left.delete(id);
  return { running: left, ...(done && { done }) };
}
