import assert from "node:assert/strict";
import type { Row, Said } from "../../../inspector/log/row.ts";
import type { Captured, FrameSource } from "../../../inspector/log/source.ts";
import type { TrafficLog } from "../../../inspector/log/traffic-log.ts";
import type { HomeserverRequest, TrafficEntry } from "../../../src/messaging/traffic.ts";

export const HOST = "https://client.example";
export const WIDGET = "https://call.example";

interface Options {
  /** Distinguishes several in one tab. */
  partner?: number;
  frameId?: number;
  hostDocument?: string;
  widgetDocument?: string;
  widgetId?: string;
  widgetOrigin?: string;
  /** The first number, for documents with more than one widget. */
  numbers?: Map<string, number>;
}

/**
 * The messages of a widget and its host, as the scripts in their frames report them. Times are in epoch milliseconds.
 */
export function aWidget({
  partner = 1,
  frameId = 3,
  hostDocument = "host-document",
  widgetDocument = "widget-document",
  widgetId = "w",
  widgetOrigin = WIDGET,
  numbers = new Map(),
}: Options = {}) {
  const host: FrameSource = { tabId: 7, frameId: 0, documentId: hostDocument, origin: HOST };
  const widget: FrameSource = { tabId: 7, frameId, documentId: widgetDocument, origin: widgetOrigin };

  function entry(source: FrameSource, told: TrafficEntry): Captured {
    const number = numbers.get(source.documentId) ?? 0;
    numbers.set(source.documentId, number + 1);
    return { is: "entry", source, number, entry: told };
  }
  const atHost = (told: TrafficEntry) => entry(host, told);
  const atWidget = (told: TrafficEntry) => entry(widget, told);
  const heardBy = (source: FrameSource, at: number, message: object, kept: boolean) =>
    source === host
      ? atHost({ is: "heard", at, partner, origin: widgetOrigin, kept, message })
      : atWidget({ is: "heard", at, partner: 0, origin: HOST, kept, message });

  const message = (api: string, action: string, requestId: string, data: object, response?: object) => ({
    api,
    widgetId,
    requestId,
    action,
    data,
    ...(response && { response }),
  });
  type Said = [at: number, action: string, id: string, data?: object];
  type Replied = [at: number, action: string, id: string, response?: object, data?: object];

  return {
    host,
    widget,
    atHost,
    atWidget,
    widgetAsks: (...[at, action, id, data = {}]: Said) =>
      heardBy(host, at, message("fromWidget", action, id, data), false),
    widgetAsksInVain: (...[at, action, id, data = {}]: Said) =>
      heardBy(host, at, message("fromWidget", action, id, data), true),
    hostReplies: (...[at, action, id, response = {}, data = {}]: Replied) =>
      heardBy(widget, at, message("fromWidget", action, id, data, response), false),
    hostRepliesInVain: (...[at, action, id, response = {}, data = {}]: Replied) =>
      heardBy(widget, at, message("fromWidget", action, id, data, response), true),
    hostAsks: (...[at, action, id, data = {}]: Said) =>
      heardBy(widget, at, message("toWidget", action, id, data), false),
    hostAsksInVain: (...[at, action, id, data = {}]: Said) =>
      heardBy(widget, at, message("toWidget", action, id, data), true),
    widgetReplies: (...[at, action, id, response = {}, data = {}]: Replied) =>
      heardBy(host, at, message("toWidget", action, id, data, response), false),
    widgetRepliesInVain: (...[at, action, id, response = {}, data = {}]: Replied) =>
      heardBy(host, at, message("toWidget", action, id, data, response), true),
    /** Our script in the host's frame posts in the host's name. */
    postedToWidget: (api: string, ...[at, action, id, response, data = {}]: Replied) =>
      atHost({
        is: "posted",
        at,
        partner,
        origin: widgetOrigin,
        message: message(api, action, id, data, response),
      }),
    /** Our script in the widget's frame posts in the widget's name. */
    postedToHost: (api: string, ...[at, action, id, response, data = {}]: Replied) =>
      atWidget({
        is: "posted",
        at,
        partner: 0,
        origin: HOST,
        message: message(api, action, id, data, response),
      }),
    performed: (at: number, requestId: string, requests: HomeserverRequest[]) =>
      atHost({ is: "performed", at, partner, requestId, requests }),
    linked: (at: number, probe: string): Captured[] => [
      atHost({ is: "linked", at, partner, probe }),
      atWidget({ is: "linked", at, partner: 0, probe }),
    ],
    probed: (at: number, lacks: string[]) => atWidget({ is: "probed", at, partner: 0, lacks }),
    hostGone: (at: number): Captured => ({ is: "gone", source: host, at }),
    widgetGone: (at: number): Captured => ({ is: "gone", source: widget, at }),
  };
}

/** An answered request to the homeserver. */
export const aHomeserverRequest = (parts: Partial<HomeserverRequest> = {}): HomeserverRequest => ({
  method: "PUT",
  path: "/_matrix/client/v3/rooms/!r/state/t/k?org.matrix.msc4140.delay=10000",
  status: 200,
  took: 12,
  ...parts,
});

/** All rows that are still in the log. */
export function rowsOf({ first, last, row }: TrafficLog): Row[] {
  const serials = last === 0 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return serials.map(row).filter((each) => each !== undefined);
}

/** The payload of a message. */
export function payloadOf(said: Said | undefined) {
  return (said?.payload ?? assert.fail("no payload")) as {
    data?: Record<string, unknown>;
    response?: Record<string, unknown>;
  };
}
