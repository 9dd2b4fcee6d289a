import type { Frame } from "puppeteer-core";
import { isObject } from "../../../src/widget-api/message.ts";
import { evaluate } from "../browser/evaluate.ts";

/** A third party's forgeries: a widget's request, and the answer of a host that has failed at it. */
export interface Forgery {
  widgetId: string;
  data: object;
}

declare global {
  interface Window {
    /** The frames of a third party, by name. */
    puppets: Record<string, Window>;
    /** The messages from these frames, and the secrets in them. */
    learned: Record<string, unknown>[];
  }
}

/** How a third party embeds its own frame. */
export interface Place {
  /** In a shadow tree, where no list of frames contains it. */
  shadow?: boolean;
  sandbox?: string;
  srcdoc?: string;
}

/** Makes a page embed a frame, and listen before its first message. Resolves when the frame has loaded. */
export async function puppet(frame: Frame, name: string, url: string, place: Place = {}): Promise<void> {
  await evaluate(
    frame,
    (key: string, src: string, { shadow, sandbox, srcdoc }: Place) => {
      window.puppets ??= {};
      if (!window.learned) {
        window.learned = [];
        window.addEventListener("message", ({ data }) => data && window.learned.push(data));
      }
      const html = "http://www.w3.org/1999/xhtml";
      const iframe = document.createElementNS(html, "iframe") as HTMLIFrameElement;
      iframe.dataset.name = key;
      if (sandbox !== undefined) iframe.setAttribute("sandbox", sandbox);
      const loaded = new Promise<void>((resolve) => iframe.addEventListener("load", () => resolve()));
      if (srcdoc === undefined) iframe.src = src;
      else iframe.srcdoc = srcdoc;
      const around = document.createElementNS(html, "div");
      (document.body ?? document.documentElement).append(around);
      (shadow ? around.attachShadow({ mode: "open" }) : around).append(iframe);
      window.puppets[key] = iframe.contentWindow as Window;
      return loaded;
    },
    name,
    url,
    place,
  );
}

/** Makes a page navigate its own frame to another address. Resolves when that has loaded. */
export async function drive(frame: Frame, name: string, url: string): Promise<void> {
  await evaluate(
    frame,
    (key: string, src: string) => {
      const roots = [document, ...[...document.querySelectorAll("div")].map(({ shadowRoot }) => shadowRoot)];
      const found = roots.map((root) => root?.querySelector<HTMLIFrameElement>(`[data-name="${key}"]`));
      const iframe = found.find((each) => each != null);
      if (!iframe) throw new Error(`No puppet ${key}`);
      iframe.removeAttribute("srcdoc");
      const loaded = new Promise<void>((resolve) => iframe.addEventListener("load", () => resolve()));
      iframe.src = src;
      return loaded;
    },
    name,
    url,
  );
}

/**
 * Makes a page act as the host of its own frame, with everything that both have learned, and forward all messages to
 * the client. It acts like the script in a widget's frame, and like a host that has failed at a delayed event.
 * @returns how many messages it got
 */
export async function impersonate(
  frame: Frame,
  name: string,
  forgery: Forgery,
  learned: Record<string, unknown>[] = [],
): Promise<number> {
  return evaluate(
    frame,
    async (key: string, { widgetId, data }: Forgery, secrets: Record<string, unknown>[]) => {
      const child = window.puppets[key];
      const client = window.top as Window;
      if (!child) throw new Error(`No puppet ${key}`);
      let told = 0;
      const known: Record<string, unknown>[] = [...secrets, ...window.learned];
      const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
      const action = "send_event";

      function heard({ source, data: said }: MessageEvent): void {
        if (!said || typeof said !== "object") return;
        known.push(said);
        if (source === child) {
          told += 1;
          if (said.postdate) client.postMessage(said, "*");
          if (said.api === "fromWidget" && !said.response) {
            const response = { error: { message: "Invalid request - missing delay_id" } };
            child?.postMessage({ ...said, response }, "*");
          }
        } else if (source === client && said.postdate) child?.postMessage(said, "*");
      }
      window.addEventListener("message", heard, true);

      const names = () => [...new Set(known.flatMap(({ nonce, id }) => [nonce, id]))].filter(Boolean);
      const fail = () => {
        const response = { error: { message: "Error sending event" } };
        const request = { api: "fromWidget", requestId: `forged ${Math.random()}`, widgetId, action, data };
        child.postMessage({ ...request, response }, "*");
      };
      client.postMessage({ postdate: "here" }, "*");
      client.postMessage({ api: "fromWidget", requestId: "own", widgetId, action, data }, "*");
      await pause(100);
      for (const each of names()) {
        child.postMessage(
          {
            postdate: "probe",
            nonce: each,
            id: each,
            widgetId,
            features: ["delayed-events"],
            patient: false,
          },
          "*",
        );
        await pause(60);
        child.postMessage({ postdate: "tie-heard", nonce: each, id: each }, "*");
        client.postMessage({ postdate: "probing", nonce: each, id: each }, "*");
        for (const nonce of names()) {
          client.postMessage({ postdate: "tied", nonce, id: each }, "*");
          client.postMessage({ postdate: "probed", nonce, id: each, lacks: [] }, "*");
        }
        fail();
        await pause(30);
      }
      child.postMessage(
        {
          postdate: "perform",
          at: Date.now(),
          message: { api: "fromWidget", requestId: "p", widgetId, action, data },
        },
        "*",
      );
      fail();
      await pause(200);
      window.removeEventListener("message", heard, true);
      return told;
    },
    name,
    forgery,
    learned,
  );
}

/** @returns all messages to a page with puppets, and all messages to a listening page */
export async function learnedIn(frame: Frame): Promise<Record<string, unknown>[]> {
  const heard = await evaluate(frame, () =>
    JSON.stringify([...(window.learned ?? []), ...(window.heard ?? []).map(({ data }) => data)]),
  );
  return (JSON.parse(heard) as unknown[]).filter(isObject);
}
