/**
 * A request from a widget to its host, as it stands in a `message` event.
 *
 * Source: MSC1236 and matrix-widget-api's `IWidgetApiRequest`. Only `api` and `action` are certain: a widget may
 * leave out the rest, or fill it with anything.
 */
export interface WidgetRequest {
  api: "fromWidget";
  action: string;
  widgetId?: unknown;
  requestId?: unknown;
  data?: unknown;
}

/** What stands under `response` in a reply: the action's own shape, or `{ error }`. */
export type WidgetResponse = Record<string, unknown>;

/**
 * Says whether a message is a widget's request. A reply carries `response` and is none; requests of the host carry
 * `api: "toWidget"` and are none either. A `response` that is nothing makes no reply: the reference host acts on such a
 * message (PostmessageTransport.handleMessage).
 */
export function isWidgetRequest(message: unknown): message is WidgetRequest {
  if (!isObject(message)) return false;
  return message.api === "fromWidget" && typeof message.action === "string" && !message.response;
}

/** The reply to a request: the request itself, unknown keys included, with `response` beside them (PROTOCOL of the
 * reference transport, `PostmessageTransport.reply`). */
export function replyTo<Request extends object>(request: Request, response: WidgetResponse) {
  return { ...request, response };
}

/** Says whether a value is an object in the sense of JSON: no array, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
