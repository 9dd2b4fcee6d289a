import type { SetAlarm } from "./delays/reconciler.ts";
import type { InjectScripts } from "./open-pages.ts";
import type { LastWillNotice } from "./overview/notices.ts";
import type { PopupBrowser } from "./overview/page-messages.ts";
import type { ButtonBrowser } from "./overview/toolbar.ts";
import type { SitesBrowser } from "./sites.ts";
import type { Store, WatchedStore } from "./store.ts";
import type { ConsentWindow } from "./widgets/consent.ts";

/** Everything the background needs from outside. Tests put something simpler in the browser's place. */
export interface Dependencies {
  /** Storage that outlives the browser. */
  persistent: Store;
  /** Storage in memory, for tokens. */
  inMemory: WatchedStore;
  browser: SitesBrowser &
    PopupBrowser &
    ButtonBrowser & {
      consentWindow: ConsentWindow;
      setAlarm: SetAlarm;
      /** Returns an administrator's preset; rejects if there is none. */
      managed(): Promise<unknown>;
      notify(notice: LastWillNotice): void;
      injectScripts: InjectScripts;
      /** Reloads a tab's page. Resolves when it has loaded. */
      reloadTab(tabId: number): Promise<void>;
    };
  /** Called when something that a page may show has changed; with the ledger's ids if only these delays have. */
  changed: (delays?: string[]) => void;
  /** Epoch milliseconds. */
  now: () => number;
}
