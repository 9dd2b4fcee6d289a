import { buttonTab, buttonTabs, drawButton } from "../browser/action.ts";
import { onAlarm, setAlarm } from "../browser/alarms.ts";
import { injectScripts } from "../browser/late-scripts.ts";
import { managedStorage, onManagedChanged } from "../browser/managed.ts";
import { notify } from "../browser/notifications.ts";
import { pageFacts } from "../browser/page-facts.ts";
import { allGranted, giveBack, granted, onPermissionsChanged } from "../browser/permissions.ts";
import {
  onBrowserStarted,
  onInstalled,
  onUpdated,
  patternsInManifest,
  serve,
  tell,
} from "../browser/runtime.ts";
import { registerScripts } from "../browser/scripting.ts";
import { storageArea } from "../browser/storage.ts";
import { onTabClosed, openPage, reloadTab, tabPage } from "../browser/tabs.ts";
import { forgetClosedInspector } from "../browser/traffic.ts";
import { watchHomeserverRequests } from "../browser/web-request.ts";
import { consentWindow, onConsentClosed, onPrivateClosed } from "../browser/windows.ts";
import { CHANGED, type DelaysChanged } from "../messaging/page-contract.ts";
import { createBackground } from "./background.ts";

// The browser starts this file again whenever something happens. So every listener is registered in the first tick, and
// everything that must be remembered is in storage.

const background = createBackground({
  persistent: storageArea("local"),
  inMemory: storageArea("session"),
  browser: {
    grantedByManifest: patternsInManifest(),
    granted,
    giveBack,
    allGranted,
    registerScripts,
    injectScripts,
    tabPage,
    reloadTab,
    pageFacts,
    consentWindow,
    setAlarm,
    drawButton: (button, tabId) => void drawButton(button, tabId),
    buttonTab,
    buttonTabs,
    managed: managedStorage,
    notify: (notice) => void notify(notice),
  },
  changed: (ids) => tell(ids ? ({ news: "delays", ids } satisfies DelaysChanged) : CHANGED),
  now: () => Date.now(),
});

onUpdated(() => void background.updated());
// The test build, whose manifest grants sites, is installed hundreds of times a day.
if (patternsInManifest().length === 0)
  onInstalled(() => void openPage("welcome/welcome.html").catch(() => undefined));
onBrowserStarted(() => {
  background.browserStarted();
  void background.tick();
});
serve({ fromFrame: background.fromFrame, fromPage: background.fromPage });
watchHomeserverRequests((request) => void background.seen(request));
onConsentClosed(background.consentClosed);
onTabClosed((tabId) => {
  background.tabClosed(tabId);
  void forgetClosedInspector();
});
onPrivateClosed(() => void background.privateClosed());
onAlarm(() => void background.tick());
onPermissionsChanged(() => void background.applySites());
onManagedChanged(background.presetChanged);
void background.applySites();
void background.tick();
void forgetClosedInspector();
