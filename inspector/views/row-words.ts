import type { MessageKey } from "../../src/browser/i18n.ts";
import { isObject } from "../../src/widget-api/message.ts";
import { visible } from "../../ui/visible.ts";
import { readAddress, shorten } from "../../ui/widget-address.ts";
import type { Conversation, Leg, Row, RowState } from "../log/row.ts";
import { type Sentence, seconds } from "../readings/sentence.ts";

/** The name, mark and tone of each state of a row. The mark helps people who cannot tell the colours apart. */
export const STATES: Record<
  RowState,
  { word: MessageKey; mark: string; tone: "good" | "bad" | "attention" | "quiet" }
> = {
  done: { word: "inspectStateDone", mark: "✓", tone: "good" },
  error: { word: "inspectStateError", mark: "✕", tone: "bad" },
  pending: { word: "inspectStatePending", mark: "…", tone: "quiet" },
  "timed-out": { word: "inspectStateTimedOut", mark: "!", tone: "bad" },
  late: { word: "inspectStateLate", mark: "~", tone: "attention" },
  unheard: { word: "inspectStateUnheard", mark: "?", tone: "quiet" },
};

/** The names of those who answer requests. */
export const ANSWERERS: Record<NonNullable<Row["by"]>, MessageKey> = {
  host: "inspectByHost",
  widget: "inspectByWidget",
  postdate: "inspectByPostdate",
};

/** Maximum length of a type or name in the list (characters). */
const TYPE = 80;

/** @returns a widget's short name: from its address, or its id in the messages */
export function widgetName({ widget, widgetId }: Pick<Conversation, "widget" | "widgetId">): string {
  const address = readAddress(widget.url ?? widget.origin);
  return shorten(visible(address?.name ?? widgetId ?? widget.origin), TYPE);
}

/** @returns the client's short name: the host in its address */
export function hostName({ host }: Pick<Conversation, "host">): string {
  return shorten(visible(readAddress(host.origin)?.name ?? host.origin), TYPE);
}

/** @returns a message's payload as sent, else as delivered; nothing if neither was kept */
export function payloadOf(leg: Leg | undefined): Record<string, unknown> | undefined {
  const payload = leg?.sent?.payload ?? leg?.delivered?.payload;
  return isObject(payload) ? payload : undefined;
}

/** @returns a message's subject, such as an event's type or the update of a delayed event; empty if it has none */
export function aboutOf(row: Row): string {
  const data = payloadOf(row.request)?.data ?? payloadOf(row.reply)?.data;
  if (!isObject(data)) return "";
  const named = [data.type, data.action, data.event_type].find((value) => typeof value === "string");
  const parts = [
    named,
    typeof data.state_key === "string" && data.state_key !== "" ? data.state_key : undefined,
  ];
  return shorten(visible(parts.filter((part) => typeof part === "string").join(" · ")), TYPE);
}

/** @returns a name without its proposal's prefix, since a narrow list would show nothing but the prefix */
export function withoutPrefix(name: string): string {
  return name.replace(/^(?:[a-z0-9-]+\.){1,3}msc\d+\./, "…");
}

/** @returns the error that a row ended with, as its author wrote it */
export function errorOf({ reply }: Row): string | undefined {
  const error = reply?.sent?.error ?? reply?.delivered?.error;
  return error === undefined ? undefined : visible(error);
}

/** @returns a duration: "6 ms", "1.2 s", "31 s" */
export function tookWords(ms: number): Sentence {
  if (ms < 1_000) return ["inspectMilliseconds", Math.max(0, Math.round(ms))];
  return ["inspectSeconds", seconds(ms)];
}
