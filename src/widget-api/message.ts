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

/** A request of the host to a widget; as little is certain of it. */
export interface HostRequest extends Omit<WidgetRequest, "api"> {
  api: "toWidget";
}

/** The answer to a request: the request, and what was answered. */
export type Reply<Request> = Request & { response: WidgetResponse };

/** Whether a message is a widget's request, the host's, or the answer to one of these. */
export type WidgetMessage =
  | { kind: "widget-request"; message: WidgetRequest }
  | { kind: "widget-reply"; message: Reply<HostRequest> }
  | { kind: "host-request"; message: HostRequest }
  | { kind: "host-reply"; message: Reply<WidgetRequest> };

/**
 * Says what a message is in the widget API, or nothing when it is none of its messages.
 *
 * As in the reference transport, only a `response` that is something makes an answer (PostmessageTransport.handleMessage):
 * a request with `response: null` is one that hosts act on.
 */
export function readWidgetMessage(data: unknown): WidgetMessage | undefined {
  if (!isObject(data) || typeof data.action !== "string") return undefined;
  const answered = Boolean(data.response);
  if (answered && !isObject(data.response)) return undefined;
  const message = data as never;
  if (data.api === "fromWidget") return { kind: answered ? "host-reply" : "widget-request", message };
  if (data.api === "toWidget") return { kind: answered ? "widget-reply" : "host-request", message };
  return undefined;
}

/** @returns the answer to a request: the request, unknown keys included, with `response` beside them */
export function replyTo<Request extends object>(request: Request, response: WidgetResponse): Reply<Request> {
  return { ...request, response };
}

/** Says whether a value is an object in the sense of JSON: no array, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
