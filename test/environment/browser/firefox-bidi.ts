import type { Browser } from "puppeteer-core";
import * as v from "valibot";
import { type Log, levelOf } from "./log.ts";
import { NAME_HELPER } from "./name-helper.ts";

/** The part of puppeteer's connection to Firefox that we use. Its types omit it. */
export interface BidiConnection {
  send(method: string, params: object): Promise<{ result: unknown }>;
  on(event: string, listener: (params: never) => void): void;
  emit(event: string, params: object): unknown;
}

/** @returns the WebDriver BiDi connection of a Firefox that puppeteer started */
export function connectionOf(browser: Browser): BidiConnection {
  const { connection } = browser as unknown as { connection?: BidiConnection };
  if (!connection) throw new Error("puppeteer has no WebDriver BiDi connection to this browser.");
  return connection;
}

interface Navigation {
  context: string;
  navigation: string | null;
  url: string;
}

const PREPARE = `() => {
  ${NAME_HELPER};
  return document.readyState === "complete" || new Promise((resolve) => addEventListener("load", resolve));
}`;

/**
 * Tells puppeteer when an extension page has loaded, because Firefox does not, and `page.goto` would wait in vain:
 * https://bugzilla.mozilla.org/show_bug.cgi?id=1755014. Scripts for new documents do not run in these pages either.
 */
export function reportExtensionPages(connection: BidiConnection): void {
  connection.on("browsingContext.navigationCommitted", async (committed: Navigation) => {
    if (!committed.url.startsWith("moz-extension:")) return;
    const { context, navigation, url } = committed;
    try {
      await connection.send("script.callFunction", {
        functionDeclaration: PREPARE,
        awaitPromise: true,
        target: { context },
      });
    } catch {
      return; // The page is gone, and nothing waits for it.
    }
    for (const event of ["browsingContext.domContentLoaded", "browsingContext.load"]) {
      connection.emit(event, { context, navigation, url, timestamp: Date.now() });
    }
  });
}

const Tree = v.object({ contexts: v.array(v.looseObject({ context: v.string(), url: v.string() })) });

/**
 * @param known the ids of the pages that puppeteer knows. Firefox 153 omits the event for a page that an extension has
 *   opened once in some hundred times on a busy machine, so puppeteer is told of such a page here
 * @returns the ids of the open pages. No event tells puppeteer that a page has gone with its window when an
 *   extension or the page itself closed the window
 */
export async function openContexts(
  connection: BidiConnection,
  known: readonly string[],
): Promise<ReadonlySet<string>> {
  const { result } = await connection.send("browsingContext.getTree", { maxDepth: 0 });
  const { contexts } = v.parse(Tree, result);
  for (const each of contexts)
    if (each.url.startsWith("moz-extension:") && !known.includes(each.context))
      connection.emit("browsingContext.contextCreated", each);
  return new Set(contexts.map(({ context }) => context));
}

interface Entry {
  type: "console" | "javascript";
  level: string;
  text: string | null;
  stackTrace?: { callFrames: { url: string; lineNumber: number }[] };
}

/**
 * Logs the console and the uncaught errors of pages; content scripts count as their page. puppeteer's own events would
 * show an Error as "JSHandle@error".
 */
export function logPages(connection: BidiConnection, log: Log): void {
  connection.on("log.entryAdded", ({ type, level, text, stackTrace }: Entry) => {
    const frames = stackTrace?.callFrames ?? [];
    const stack = frames.map(({ url, lineNumber }) => `\n    at ${url}:${lineNumber + 1}`).join("");
    const isError = type === "javascript";
    log({
      source: "page",
      kind: isError ? "error" : "console",
      level: levelOf(level),
      text: `${text}${isError ? stack : ""}`,
      url: frames[0]?.url ?? "",
    });
  });
}
