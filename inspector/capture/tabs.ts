import { ask } from "../../src/browser/runtime.ts";
import { ownPartition, type SiteTab, tabsAt } from "../../src/browser/tabs.ts";

/** @returns the tabs of this kind of window whose site is on; none if the background gives no answer */
export async function tabsThatAreOn(): Promise<SiteTab[]> {
  const patterns = await ask({ ask: "sites-on" }).catch(() => undefined);
  return tabsAt(patterns ?? [], await ownPartition());
}
