import { text } from "../src/browser/i18n.ts";
import { introducePage } from "../ui/page.ts";
import { tabInQuery } from "../ui/tab-in-query.ts";
import { capture } from "./capture/capture.ts";
import type { Captured } from "./log/source.ts";

introducePage(text("name"));

/** What a test reads. */
declare global {
  interface Window {
    captured?: Captured[];
  }
}

const tab = tabInQuery(location.search);
const captured: Captured[] = [];
window.captured = captured;
capture({ ...(tab !== undefined && { tab }) }, (more) => captured.push(...more));
