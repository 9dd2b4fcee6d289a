import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../browser/browsers.ts";
import type { Catalogue, Language } from "./languages.ts";
import { NOW } from "./samples.ts";
import type { GalleryState } from "./state.ts";

const HTML: Record<GalleryState["page"], string> = {
  popup: "popup/popup.html?tab=1",
  consent: "consent/consent.html",
  options: "options/options.html",
  welcome: "welcome/welcome.html",
  inspector: "inspector/inspector.html",
};

/** The replacement for the background and the browser's language in an extension page. */
interface Replacement {
  now: number;
  answers: Record<string, unknown>;
  later: Record<string, unknown>;
  permits: boolean;
  catalogue: Catalogue;
}

/** Brings a page of the built extension into a state, in a language. Needs no homeserver. */
export async function show(
  browser: TestBrowser,
  page: Page,
  { page: name, answers = {}, later = {}, permits = false, until, act }: GalleryState,
  { catalogue }: Language,
): Promise<void> {
  const replacement: Replacement = { now: NOW, answers, later, permits, catalogue };
  const { identifier } = await page.evaluateOnNewDocument(replaceBackground, replacement);
  await page.goto(`${browser.extension?.origin}/${HTML[name]}`);
  await page.removeScriptToEvaluateOnNewDocument(identifier);
  await act?.(page);
  await page.waitForSelector(until, { timeout: 15_000 }).catch(async (cause: unknown) => {
    const words = await page.$eval("body", ({ innerText }) => innerText);
    throw new Error(`The ${name} never shows ${until}. It shows: ${words}`, { cause });
  });
}

interface Api {
  i18n: { getMessage(key: string, gaps?: string | string[]): string };
  runtime: { sendMessage(message: { ask?: string }): Promise<unknown> };
  permissions: { request(what: object): Promise<boolean> };
}

/** Runs in the page, before its script. */
function replaceBackground({ now, answers, later, permits, catalogue }: Replacement): void {
  // Newer Chromiums also have the name that webextension-polyfill prefers.
  const { browser } = globalThis as unknown as { browser: Api };
  Date.now = () => now;
  window.close = () => undefined;
  const changes = ["protect", "switch-site", "let-ask", "clear-ended", "leave-call"];
  browser.runtime.sendMessage = async ({ ask = "" }) => {
    const answer = answers[ask];
    if (changes.includes(ask) && answer !== undefined) Object.assign(answers, later);
    return answer;
  };
  browser.permissions.request = async () => permits;
  Object.defineProperty(navigator, "clipboard", { value: { writeText: async () => undefined } });
  // Like the browser: placeholders by name, and gaps by number.
  browser.i18n.getMessage = (key, given = []) => {
    const gaps = Array.isArray(given) ? given : [given];
    const { message, placeholders = {} } = catalogue[key] ?? { message: `⟦${key}⟧` };
    const gapOf = (name: string) =>
      placeholders[name.toLowerCase()]?.content.replaceAll(
        /\$(\d)/g,
        (_, place) => gaps[Number(place) - 1] ?? "",
      );
    return message.replaceAll(/\$(\w+)\$/g, (whole, name) => gapOf(name) ?? whole);
  };
}
