import type { Frame } from "puppeteer-core";
import { evaluate } from "../browser/evaluate.ts";
import { until } from "../until.ts";
import type { ActionResponse } from "./widgets.ts";

/** A message to a page without a library. */
interface Heard {
  data: Record<string, unknown>;
  origin: string;
  isTrusted: boolean;
}

declare global {
  interface Window {
    /** The messages since `listenIn`. */
    heard: Heard[];
  }
}

/** Makes the page in this frame record its messages from now on. */
export async function listenIn(frame: Frame): Promise<void> {
  await evaluate(frame, () => {
    window.heard = [];
    const remember = ({ data, origin, isTrusted }: MessageEvent) =>
      window.heard.push({ data, origin, isTrusted });
    window.addEventListener("message", remember, true);
  });
}

/** Waits for a message in a listening frame. @returns its data */
export async function untilHeard(
  frame: Frame,
  what: string,
  is: (data: Record<string, unknown>) => boolean,
  withinMs = 10_000,
): Promise<Record<string, unknown>> {
  let found: Heard | undefined;
  await until(
    `a frame hears ${what}`,
    async () => {
      found = (await evaluate(frame, () => window.heard)).find(({ data }) => is(data ?? {}));
      return found !== undefined;
    },
    withinMs,
  );
  return found?.data ?? {};
}

/** Makes the page in a frame post to its parent, or to the top window. */
export async function say(frame: Frame, message: object, to: "parent" | "top" = "parent"): Promise<void> {
  await evaluate(
    frame,
    (target: "parent" | "top", posted: object) =>
      (target === "top" ? (window.top ?? window) : window.parent).postMessage(posted, "*"),
    to,
    message,
  );
}

let asked = 0;

/** Makes a page without a library post a widget's request and wait for the answer. @returns the answer's `response` */
export async function askByHand(
  frame: Frame,
  request: object,
  { to = "parent", widgetId = "heartbeat" }: { to?: "parent" | "top"; widgetId?: string } = {},
): Promise<ActionResponse> {
  const requestId = `by-hand-${++asked}`;
  await say(frame, { api: "fromWidget", widgetId, requestId, ...request }, to);
  const reply = await untilHeard(
    frame,
    `the answer to ${requestId}`,
    (data) => data.requestId === requestId && "response" in data,
  );
  return reply.response as ActionResponse;
}

/** Makes the page in a frame embed another. @returns the new frame, once it has loaded */
export async function embed(frame: Frame, url: string, sandbox?: string): Promise<Frame> {
  await evaluate(
    frame,
    (src: string, attribute: string | null) => {
      const iframe = document.createElementNS("http://www.w3.org/1999/xhtml", "iframe") as HTMLIFrameElement;
      if (attribute !== null) iframe.setAttribute("sandbox", attribute);
      const loaded = new Promise<void>((resolve) => iframe.addEventListener("load", () => resolve()));
      iframe.src = src;
      (document.body ?? document.documentElement).append(iframe);
      return loaded;
    },
    url,
    sandbox ?? null,
  );
  return childWith(frame, url);
}

/** @returns the child frame at this address, which puppeteer may learn of only after the page's `load` event */
export async function childWith(frame: Frame, url: string): Promise<Frame> {
  const find = () => frame.childFrames().find((each) => each.url() === url);
  await until(`there is a frame with ${url} in ${frame.url()}`, async () => find() !== undefined);
  return find() as Frame;
}

/**
 * Makes the page in a frame act as the host of an embedded one, as if that were the widget with this nonce. It triggers
 * the script's probe and claim there, reports that these capabilities are approved, and answers like a host that knows
 * nothing of delayed events.
 */
export async function playHost(frame: Frame, embedded: Frame, nonce: string, approved: string[]) {
  await evaluate(
    frame,
    (url: string, named: string, capabilities: string[]) => {
      const child = [...document.querySelectorAll("iframe")].find(({ src }) => src === url)?.contentWindow;
      if (!child) throw new Error(`No frame with ${url}`);
      window.addEventListener("message", ({ source, data }) => {
        if (source !== child || data.api !== "fromWidget" || data.response) return;
        const response = { error: { message: `Unknown or unsupported action: ${data.action}` } };
        child.postMessage({ ...data, response }, "*");
      });
      const widgetId = "heartbeat";
      const requestId = `played-${Math.random()}`;
      const data = { requested: [], approved: capabilities };
      child.postMessage({ postdate: "probe", nonce: named, features: ["delayed-events"], widgetId }, "*");
      child.postMessage({ postdate: "repost-without", message: { response: {} }, original: {} }, "*");
      child.postMessage({ api: "toWidget", action: "notify_capabilities", requestId, widgetId, data }, "*");
    },
    embedded.url(),
    nonce,
    approved,
  );
}
