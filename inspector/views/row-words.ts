import type { MessageKey } from "../../src/browser/i18n.ts";
import { isObject } from "../../src/widget-api/message.ts";
import { visible } from "../../ui/visible.ts";
import { readAddress, shorten } from "../../ui/widget-address.ts";
import type { Conversation, Leg, Row, RowState } from "../log/row.ts";
import { type Sentence, seconds } from "../readings/sentence.ts";

/** How each state of a row is called, and how it is marked. The mark helps whoever cannot tell the colours apart. */
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

/** By whom a request was answered. */
export const ANSWERERS: Record<NonNullable<Row["by"]>, MessageKey> = {
  host: "inspectByHost",
  widget: "inspectByWidget",
  postdate: "inspectByPostdate",
};

/** How much of a type is shown in the list, in characters. */
const TYPE = 80;

/** @returns the widget by a short name: its address's, or the id that the messages give it */
export function widgetName({ widget, widgetId }: Pick<Conversation, "widget" | "widgetId">): string {
  const address = readAddress(widget.url ?? widget.origin);
  return shorten(visible(address?.name ?? widgetId ?? widget.origin), TYPE);
}

/** @returns the client by its host's name, as in an address */
export function hostName({ host }: Pick<Conversation, "host">): string {
  return shorten(visible(readAddress(host.origin)?.name ?? host.origin), TYPE);
}

/** @returns what the page at one end said, as far as it was kept */
export function payloadOf(leg: Leg | undefined): Record<string, unknown> | undefined {
  const payload = leg?.sent?.payload ?? leg?.delivered?.payload;
  return isObject(payload) ? payload : undefined;
}

/** @returns what a message is about, such as an event's type or what to do to a delayed event; empty if that is not said */
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

/** @returns a name of the field without the prefix that a proposal gives it, of which a narrow list would show no more */
export function withoutPrefix(name: string): string {
  return name.replace(/^(?:[a-z0-9-]+\.){1,3}msc\d+\./, "…");
}

/** @returns an error that the row ended with, in its author's words */
export function errorOf({ reply }: Row): string | undefined {
  const error = reply?.sent?.error ?? reply?.delivered?.error;
  return error === undefined ? undefined : visible(error);
}

/** @returns how long something took: "6 ms", "1.2 s", "31 s" */
export function tookWords(ms: number): Sentence {
  if (ms < 1_000) return ["inspectMilliseconds", Math.max(0, Math.round(ms))];
  return ["inspectSeconds", seconds(ms)];
}
