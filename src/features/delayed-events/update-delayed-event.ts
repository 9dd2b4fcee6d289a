import type { UpdateAction } from "../../delayed-events/delayed-event.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import { isObject } from "../../widget-api/message.ts";
import type { Performer, Rights } from "../feature.ts";
import type { DelayedEventsDriver } from "./driver.ts";
import { delayIdIn, updateAction } from "./feature.ts";
import { forMatrixRtc } from "./matrixrtc-errors.ts";
import { UPDATE_CAPABILITIES } from "./names.ts";

/** MSC4157's text says "refresh"; MSC4140 and all code say "restart". */
const ACTIONS: Record<string, UpdateAction> = {
  restart: "restart",
  refresh: "restart",
  send: "send",
  cancel: "cancel",
};

/** Restarts, sends or cancels a delayed event. */
export const updateDelayedEvent: Performer<DelayedEventsDriver> = {
  action: updateAction,
  rewriteRefusal: forMatrixRtc,

  async perform(data, driver) {
    const { delayId, action } = readUpdate(data, driver.rights);
    await driver.update(delayId, action);
    return {};
  },
};

/**
 * Reads the data of `update_delayed_event`, and checks it against the widget's rights.
 * @throws WidgetError in the reference host's order and wording (ClientWidgetApi.handleUpdateDelayedEvent)
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
