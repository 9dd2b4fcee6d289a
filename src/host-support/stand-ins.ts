import { sendDelayedEvent } from "../delayed-events/send-delayed-event.ts";
import type { StandIn } from "../delayed-events/stand-in.ts";
import { updateDelayedEvent } from "../delayed-events/update-delayed-event.ts";
import type { WidgetRequest } from "../widget-api/message.ts";

/** Every widget action that can be done in a host's stead. The next one is a file and a row here. */
const STAND_INS: readonly StandIn[] = [sendDelayedEvent, updateDelayedEvent];

/** @returns what can be done for this request in the host's stead, or nothing: then the message is not ours. */
export function standInFor(request: WidgetRequest): StandIn | undefined {
  return STAND_INS.find((standIn) => standIn.asks(request));
}
