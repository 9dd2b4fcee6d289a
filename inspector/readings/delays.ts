import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import { delayIdIn } from "../../src/features/delayed-events/feature.ts";
import { SEND_EVENT_ACTION, UPDATE_ACTIONS } from "../../src/features/delayed-events/names.ts";
import type { Row } from "../log/row.ts";
import { dataOf, responseOf, textIn } from "./contents.ts";

const UPDATES: Record<string, UpdateAction> = {
  restart: "restart",
  refresh: "restart",
  send: "send",
  cancel: "cancel",
};

/** Says whether a row schedules a delayed event. */
export function isScheduling(row: Row): boolean {
  return row.api === "fromWidget" && row.action === SEND_EVENT_ACTION && dataOf(row).delay !== undefined;
}

/** @returns the update of a delay that a widget requests; nothing for other requests, including probes */
export function updateIn(row: Row): { delayId: string; action: UpdateAction } | undefined {
  if (row.api !== "fromWidget" || !(UPDATE_ACTIONS as readonly string[]).includes(row.action))
    return undefined;
  const data = dataOf(row);
  const [delayId, action] = [delayIdIn(data), UPDATES[textIn(data, "action") ?? ""]];
  return delayId !== undefined && action ? { delayId, action } : undefined;
}

/** @returns the delay_id that a row is about: from its request, or from the reply */
export function delayIdOf(row: Row): string | undefined {
  return updateIn(row)?.delayId ?? (isScheduling(row) ? textIn(responseOf(row), "delay_id") : undefined);
}
