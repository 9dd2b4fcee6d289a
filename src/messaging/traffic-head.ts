import type { MessageHead } from "./traffic.ts";

/** @returns a message without its payload */
export function headOf(message: object): MessageHead {
  const { api, action, requestId, widgetId, response } = message as MessageHead & { response?: ResponseHead };
  return {
    api,
    action,
    requestId: text(requestId),
    widgetId: text(widgetId),
    answered: !!response,
    error: response && text(response.error?.message),
  };
}
type ResponseHead = { error?: { message?: unknown } };

/** A page can put anything in the place of an id, which would then be a payload. */
function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
