import { WidgetError } from "../widget-api/errors.ts";
import { isObject } from "../widget-api/message.ts";
import type { UpdateAction } from "./delayed-event.ts";
import { UPDATE_ACTIONS, UPDATE_CAPABILITIES } from "./names.ts";
import type { Rights, StandIn } from "./stand-in.ts";

/** MSC4157's text says "refresh"; MSC4140 and all code say "restart". */
const ACTIONS: Record<string, UpdateAction> = {
  restart: "restart",
  refresh: "restart",
  send: "send",
  cancel: "cancel",
};

/** `update_delayed_event`: restart, send or cancel a delayed event that is pending. */
export const updateDelayedEvent: StandIn = {
  asks({ action }) {
    return (UPDATE_ACTIONS as readonly string[]).includes(action);
  },

  delayIdIn,

  // MatrixRTC retries an update whose error contains these words, and gives up the call on most others
  // (matrix-js-sdk, MembershipManager: "updating delayed event").
  failure: "Error updating delayed event",

  // MatrixRTC waits 2 s for a restart, then sends the next (delayedLeaveEventRestartLocalTimeoutMs).
  answerWithin: 1_800,

  async perform(data, errands) {
    const { delayId, action } = readUpdate(data, errands.rights);
    await errands.update(delayId, action);
    return {};
  },
};

/**
 * Reads the data of `update_delayed_event`, and checks it against the widget's rights.
 * @throws WidgetError in the reference host's order and words (ClientWidgetApi.handleUpdateDelayedEvent)
 */
export function readUpdate(data: unknown, rights: Rights): { delayId: string; action: UpdateAction } {
  const { action } = isObject(data) ? data : {};
  const delayId = delayIdIn(data);
  if (delayId === undefined) throw new WidgetError("Invalid request - missing delay_id");
  if (!rights.hasAny(UPDATE_CAPABILITIES)) throw new WidgetError("Missing capability");
  const known = typeof action === "string" && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!known) throw new WidgetError("Invalid request - unsupported action");
  return { delayId, action: known };
}

function delayIdIn(data: unknown): string | undefined {
  const { delay_id } = isObject(data) ? data : {};
  return typeof delay_id === "string" && delay_id !== "" ? delay_id : undefined;
}
