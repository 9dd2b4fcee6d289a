import path from "node:path";
import { buildSync } from "esbuild";
import type { Page } from "puppeteer-core";
import type { Counts } from "../../../inspector/capture/documents.ts";
import type { Captured } from "../../../inspector/log/source.ts";
import type { TestBrowser } from "../browser/browsers.ts";
import { until } from "../until.ts";

/** The inspector's capture, without its page. */
const [built] = buildSync({
  entryPoints: [path.resolve(import.meta.dirname, "../../../inspector/capture/capture.ts")],
  bundle: true,
  write: false,
  format: "iife",
  globalName: "inspecting",
}).outputFiles;

type Entry = Extract<Captured, { is: "entry" }>;

/** A page of the extension that captures. */
export interface CapturePage {
  page: Page;
  captured(): Promise<Captured[]>;
  /** The entries of a document, in its order. */
  entries(is: (entry: Entry) => boolean): Promise<Entry[]>;
  /** Waits until something was captured. */
  until(what: string, is: (captured: Captured[]) => boolean): Promise<void>;
  counts(): Promise<Counts>;
  sendAgain(documentId: string, request: Record<string, unknown>): Promise<string | undefined>;
}

/** Captures the messages in a tab, or in all tabs, and resolves once it has reached the frames. */
export async function openCapture(browser: TestBrowser, tab?: number): Promise<CapturePage> {
  const page = await browser.extensionPage("popup/popup.html", { query: { tab: String(tab ?? 0) } });
  const begin = `globalThis.captured = [];
    globalThis.capturing = inspecting.capture(${JSON.stringify({ tab })}, (more) => captured.push(...more));`;
  await page.evaluate(`${built?.text}\n${begin} globalThis.inspecting = inspecting; capturing.isReached`);
  // As text, since large answers of other types are slow in Firefox.
  const read = async (expression: string) =>
    JSON.parse((await page.evaluate(`JSON.stringify(${expression}) ?? "null"`)) as string);
  const captured = () => read("captured") as Promise<Captured[]>;
  return {
    page,
    captured,
    entries: async (is) => (await captured()).filter((each): each is Entry => each.is === "entry").filter(is),
    until: (what, is) => until(what, async () => is(await captured())),
    counts: () => read("capturing.counts()"),
    sendAgain: async (documentId, request) =>
      (await read(`capturing.sendAgain(${JSON.stringify(documentId)}, ${JSON.stringify(request)})`)) ??
      undefined,
  };
}
