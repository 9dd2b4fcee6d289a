import { text } from "../src/browser/i18n.ts";
import { onNews } from "../src/browser/runtime.ts";
import type { CHANGED, DelaysChanged } from "../src/messaging/page-contract.ts";
import { isObject } from "../src/widget-api/message.ts";
import { heardWhileOpen } from "./while-open.ts";

// Import only the contract's types: the module would add its schemas to the bundle.
const changed: (typeof CHANGED)["news"] = "changed";
const delays: DelaysChanged["news"] = "delays";

/** Sets the page's title, and the language and direction of its text. */
export function introducePage(title: string): void {
  document.documentElement.lang = text("textLanguage");
  document.documentElement.dir = text("textDirection");
  document.title = title;
}

/** Calls the listener whenever the background says that something the page may show has changed. */
export function onChanged(listener: () => void): void {
  onNews(
    heardWhileOpen((news) => {
      if (isObject(news) && news.news === changed) listener();
    }),
  );
}

/** Calls the listener whenever the background says that delays have changed, with the ledger's ids. */
export function onDelaysChanged(listener: (ids: string[]) => void): void {
  onNews(
    heardWhileOpen((news) => {
      if (!isObject(news) || news.news !== delays || !Array.isArray(news.ids)) return;
      listener(news.ids.filter((id) => typeof id === "string"));
    }),
  );
}
