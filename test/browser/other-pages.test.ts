import assert from "node:assert/strict";
import type { Frame, Page } from "puppeteer-core";
import { browserName } from "../environment/browser/browser-name.ts";
import type { TestBrowser } from "../environment/browser/browsers.ts";
import { type Evaluator, evaluate, inTarget, leaveBy } from "../environment/browser/evaluate.ts";
import { comeBackFromCache } from "../environment/browser/page-cache.ts";
import { EXTENSION, openBrowser } from "../environment/stage.ts";
import { serveFolder } from "../environment/static-server.ts";
import { until } from "../environment/until.ts";

declare global {
  interface Window {
    /** The messages to a page that hosts a widget, and the answer that the widget reports. */
    hosted: unknown[];
  }
}

describe(`a page that hosts a widget and never sees its delayed events, in ${browserName}`, function () {
  this.timeout(60_000);
  let browser: TestBrowser;
  let pages: Awaited<ReturnType<typeof serveFolder>>;

  before(async () => {
    pages = await serveFolder("dist/pages");
    browser = await openBrowser(browserName, { extension: EXTENSION.test });
  });
  after(async () => {
    await browser?.close();
    await pages?.close();
  });

  const blank = (mark: string) => `${pages.origin}/hasty/blank.html?${mark}`;

  /**
   * Checks that a widget in this page is answered when it requests a delayed event, and that the page never hears of
   * it.
   */
  async function expectKept(host: Evaluator): Promise<void> {
    const data = { type: "t", content: {}, delay: 60_000 };
    const say = { api: "fromWidget", widgetId: "w", requestId: "r", action: "send_event", data };
    const url = `${pages.origin}/hasty/hasty.html?${new URLSearchParams({ say: JSON.stringify(say) })}`;
    await evaluate(
      host,
      (src: string) => {
        const hosted: unknown[] = [];
        window.hosted = hosted;
        window.addEventListener("message", ({ data: said, source }) => {
          hosted.push(said);
          if (said.api !== "fromWidget" || said.response) return;
          const response = { error: { message: `Unknown or unsupported action: ${said.action}` } };
          source?.postMessage({ ...said, response }, { targetOrigin: "*" });
        });
        const iframe = document.createElement("iframe");
        iframe.src = src;
        document.body.append(iframe);
      },
      url,
    );
    const hosted = () => evaluate(host, () => JSON.stringify(window.hosted));
    await until("the widget is answered, or its host has heard the request", async () =>
      /"answered"|"delay":60000/.test(await hosted()),
    );
    assert.doesNotMatch(await hosted(), /"delay":60000/);
  }

  const frameIn = async (page: Page): Promise<Frame> => {
    await until("the page's frame is there", async () => page.mainFrame().childFrames().length === 1);
    return page.mainFrame().childFrames()[0] as Frame;
  };

  async function open(mark: string): Promise<Page> {
    return browser.newPage(blank(mark));
  }

  it("may have loaded normally", async () => {
    const page = await open("ordinary");
    await expectKept(page);
    await page.close();
  });

  it("may have replaced itself with a javascript: page", async () => {
    const page = await open("javascript");
    await leaveBy(page, () => {
      location.href = "javascript:'<title>written</title><body>'";
    });
    await until("it is there", () =>
      evaluate(page, () => document.title === "written" && document.readyState === "complete"),
    );
    await expectKept(page);
    await page.close();
  });

  for (const [what, make] of [
    [
      "a javascript: page",
      () => {
        const iframe = document.createElement("iframe");
        iframe.src = "javascript:'<title>inner</title><body>'";
        document.body.append(iframe);
      },
    ],
    [
      "a page without an address, which it has written",
      () => {
        const iframe = document.createElement("iframe");
        document.body.append(iframe);
        iframe.contentDocument?.open();
        iframe.contentDocument?.write("<title>inner</title><body>");
        iframe.contentDocument?.close();
      },
    ],
    [
      "a srcdoc page",
      () => {
        const iframe = document.createElement("iframe");
        iframe.srcdoc = "<title>inner</title><body>";
        document.body.append(iframe);
      },
    ],
    [
      "a blob: page",
      () => {
        const iframe = document.createElement("iframe");
        iframe.src = URL.createObjectURL(new Blob(["<title>inner</title><body>"], { type: "text/html" }));
        document.body.append(iframe);
      },
    ],
    [
      "a page that has navigated to about:blank",
      () =>
        new Promise<void>((resolve) => {
          const iframe = document.createElement("iframe");
          iframe.src = location.href;
          iframe.addEventListener(
            "load",
            () => {
              iframe.addEventListener(
                "load",
                () => {
                  if (iframe.contentDocument) iframe.contentDocument.title = "inner";
                  resolve();
                },
                { once: true },
              );
              (iframe.contentWindow as Window).location.href = "about:blank";
            },
            { once: true },
          );
          document.body.append(iframe);
        }),
    ],
  ] as const)
    it(`may be ${what} in a frame`, async () => {
      const page = await open("inner");
      await evaluate(page, make);
      const frame = await frameIn(page);
      // The empty page that comes before it is complete, too.
      await until("it is there", () =>
        evaluate(frame, () => document.title === "inner" && document.readyState === "complete"),
      );
      await expectKept(frame);
      await page.close();
    });

  it("may have come back from the back/forward cache", async () => {
    const page = await open("first");
    await comeBackFromCache(page, blank("second").replace("localhost", "127.0.0.1"));
    await expectKept(page);
    await page.close();
  });

  it("may have come back after its tab was discarded", async () => {
    const page = await open("discarded");
    const other = await open("in-front");
    await browser.evaluateInBackground(async () => {
      const { tabs } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") }).chrome;
      const isIt = ({ url = "" }) => url.endsWith("?discarded");
      const id = (await tabs.query({})).find(isIt)?.id as number;
      await tabs.discard(id);
      // Chromium gives the tab another id.
      const discarded = (await tabs.query({ discarded: true })).find(isIt);
      await tabs.update(discarded?.id ?? id, { active: true });
    });
    let back: Page | undefined;
    await until("the page is back", async () => {
      back = (await browser.openPages()).find((each) => each !== page && each.url().endsWith("?discarded"));
      back ??= page.isClosed() ? undefined : page;
      // The empty page that comes before it is complete, too.
      const isThere = () => location.search === "?discarded" && document.readyState === "complete";
      return back !== undefined && (await evaluate(back, isThere));
    });
    await expectKept(back as Page);
    await back?.close();
    await other.close();
  });

  if (browserName === "chromium")
    it("may have been prerendered", async () => {
      const page = await open("before");
      const prerendered = `${pages.origin}/hasty/prerendered.html`;
      await evaluate(
        page,
        (url: string) => {
          const script = document.createElement("script");
          script.type = "speculationrules";
          script.textContent = JSON.stringify({ prerender: [{ urls: [url], eagerness: "immediate" }] });
          document.head.append(script);
        },
        prerendered,
      );
      await pages.untilAsked("/hasty/blank.html?prerendered");
      await leaveBy(page, (url: string) => location.assign(url), prerendered);
      await until("it is shown", async () => page.target().url() === prerendered);
      const there = inTarget(page);
      const wasPrerendered = await evaluate(there, () => {
        const [entry] = performance.getEntriesByType("navigation");
        return ((entry as unknown as { activationStart: number }).activationStart ?? 0) > 0;
      });
      assert.ok(wasPrerendered);
      await expectKept(there);
      await page.close();
    });
});
