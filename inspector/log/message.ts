import type { MessageHead, TrafficEntry } from "../../src/messaging/traffic.ts";
import { isObject, readWidgetMessage } from "../../src/widget-api/message.ts";
import { readPayload } from "./payload-text.ts";
import type { Said } from "./row.ts";

/** A message that one frame reported. */
export interface Message {
  api: "fromWidget" | "toWidget";
  action: string;
  /** Empty if the message has none. */
  requestId: string;
  widgetId?: string;
  /** Whether it is a reply. */
  answered: boolean;
  /** `kept`: our script heard it and withheld it from the page. `posted`: our script made it. */
  how: "heard" | "kept" | "posted";
  said: Said;
}

/** @returns the entry's message; nothing if the entry has none, or one that is not of the widget API */
export function messageIn(entry: TrafficEntry): Message | undefined {
  if (entry.is !== "heard" && entry.is !== "posted") return undefined;
  const how = entry.is === "posted" ? "posted" : entry.kept ? "kept" : "heard";
  if ("head" in entry) return { ...fieldsOf(entry.head), how, said: saidOf(entry.at, entry.head.error) };
  const read = readWidgetMessage(entry.message);
  if (!read) return undefined;
  const answered = read.kind === "host-reply" || read.kind === "widget-reply";
  const { api, action, requestId, widgetId } = read.message;
  const said = saidOf(entry.at, answered ? errorIn(entry.message) : undefined);
  const size = readPayload(entry.message);
  // A payload that is not JSON can be neither shown nor exported.
  if (size !== undefined) Object.assign(said, { size, payload: entry.message });
  return { ...fieldsOf({ api, action, requestId, widgetId, answered }), how, said };
}

function fieldsOf({ api, action, requestId, widgetId, answered }: Fields): Omit<Message, "how" | "said"> {
  return {
    api,
    action,
    requestId: typeof requestId === "string" || typeof requestId === "number" ? String(requestId) : "",
    ...(typeof widgetId === "string" && { widgetId }),
    answered,
  };
}

type Fields = Pick<MessageHead, "api" | "action" | "answered"> & { requestId?: unknown; widgetId?: unknown };

/** Adds the fields of every `Said` in the same order, so that a hundred thousand share one shape in memory. */
function saidOf(at: number, error: string | undefined): Said {
  const said: Said = { at, size: 0 };
  if (error !== undefined) said.error = error;
  return said;
}

function errorIn(message: object): string | undefined {
  const { response } = message as { response?: unknown };
  const error = isObject(response) ? response.error : undefined;
  return isObject(error) && typeof error.message === "string" ? error.message : undefined;
}
