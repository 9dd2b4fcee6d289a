/**
 * A request from a widget to its host, as it arrives in a `message` event.
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

/** A reply's `response`: the action's own shape, or `{ error }`. */
export type WidgetResponse = Record<string, unknown>;

/** A request from a host to a widget. Here too, only `api` and `action` are certain. */
export interface HostRequest extends Omit<WidgetRequest, "api"> {
  api: "toWidget";
}

/** The answer to a request: the request itself, with the response added. */
export type Reply<Request> = Request & { response: WidgetResponse };

/** Whether a message is a request of the widget or of the host, or the answer to one. */
export type WidgetMessage =
  | { kind: "widget-request"; message: WidgetRequest }
  | { kind: "widget-reply"; message: Reply<HostRequest> }
  | { kind: "host-request"; message: HostRequest }
  | { kind: "host-reply"; message: Reply<WidgetRequest> };

/**
 * Classifies a widget API message; returns nothing for any other message.
 *
 * As in the reference transport, only a truthy `response` makes an answer (PostmessageTransport.handleMessage): hosts
 * act on a request with `response: null`.
 */
export function readWidgetMessage(data: unknown): WidgetMessage | undefined {
  if (!hasKeys(data) || typeof data.action !== "string") return undefined;
  const answered = Boolean(data.response);
  if (answered && !hasKeys(data.response)) return undefined;
  const message = data as never;
  if (data.api === "fromWidget") return { kind: answered ? "host-reply" : "widget-request", message };
  if (data.api === "toWidget") return { kind: answered ? "widget-reply" : "host-request", message };
  return undefined;
}

/** @returns the answer to a request: the request, unknown keys included, with `response` added */
export function replyTo<Request extends object>(request: Request, response: WidgetResponse): Reply<Request> {
  return { ...request, response };
}

/**
 * Says whether a part of a message between windows can have keys. An array can too, which JSON cannot express: hosts
 * read it like an object.
 */
export function hasKeys(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Says whether a value is a JSON object: no array, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return hasKeys(value) && !Array.isArray(value);
}
