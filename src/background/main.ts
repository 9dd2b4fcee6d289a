import { giveBack, granted, onPermissionsChanged } from "../browser/permissions.ts";
import { patternsInManifest, serve, tell } from "../browser/runtime.ts";
import { loadedBy, runScriptsIn } from "../browser/scripting.ts";
import { storageArea } from "../browser/storage.ts";
import { tabPage } from "../browser/tabs.ts";
import { watchHomeserverRequests } from "../browser/web-request.ts";
import { CHANGED } from "../messaging/contract.ts";
import { createBackground } from "./background.ts";

// The browser starts this file anew whenever something happens, so every listener is registered in its first tick, and
// whatever must be remembered is in storage.

const background = createBackground({
  lasting: storageArea("local"),
  fleeting: storageArea("session"),
  browser: { grantedByManifest: patternsInManifest(), granted, giveBack, runScriptsIn, tabPage, loadedBy },
  changed: () => tell(CHANGED),
  now: () => Date.now(),
});

serve({ fromFrame: background.fromFrame, fromPage: background.fromPage });
watchHomeserverRequests((request) => void background.seen(request));
onPermissionsChanged(() => void background.applySites());
void background.applySites();
