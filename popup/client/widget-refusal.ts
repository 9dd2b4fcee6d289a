import type { RefusedConsent } from "../../src/messaging/views/consents.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";

/**
 * @param widget the address of a widget's line
 * @returns the refused consent of that widget; nothing if it was not refused
 */
export function refusalOf({ refused }: Overview, widget: string): RefusedConsent | undefined {
  const origin = URL.canParse(widget) ? new URL(widget).origin : widget;
  return refused.find((each) => each.widget === origin);
}
