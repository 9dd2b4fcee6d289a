import { granted, onPermissionsChanged } from "../browser/permissions.ts";
import { patternsInManifest, serve, tell } from "../browser/runtime.ts";
import { loadedBy, runScriptsIn } from "../browser/scripting.ts";
import { storageArea } from "../browser/storage.ts";
import { tabPage } from "../browser/tabs.ts";
import { watchHomeserverRequests } from "../browser/web-request.ts";
import { CHANGED, parseFrameMessage, parsePageMessage } from "../messaging/contract.ts";
import { createDelays } from "./delays.ts";
import { connect } from "./homeserver.ts";
import { createLedger } from "./ledger.ts";
import { createPopupDesk } from "./popup-desk.ts";
import { createSessions } from "./sessions.ts";
import { createSites } from "./sites.ts";
import { createStandInDesk } from "./stand-in-desk.ts";

// The browser starts this file anew whenever something happens, so every listener is registered in its first tick, and
// whatever must be remembered is in storage.

const lasting = storageArea("local");
const fleeting = storageArea("session");
const now = () => Date.now();
const changed = () => tell(CHANGED);

const sites = createSites(
  lasting,
  { grantedByManifest: patternsInManifest(), granted, runScriptsIn },
  changed,
);
const sessions = createSessions(fleeting, (session) => connect(session).whoAmI());
const ledger = createLedger({ lasting, fleeting }, { now, changed });
const delays = createDelays({ ledger, connect, now });
const answerFrame = createStandInDesk({ sites, sessions, delays });
const answerPopup = createPopupDesk({
  sites,
  sessions,
  ledger,
  delays,
  browser: { tabPage, loadedBy, granted },
  now,
});

serve((message, origin) => {
  if (origin.kind === "page") {
    const asked = parsePageMessage(message);
    return asked && answerPopup(asked);
  }
  const asked = parseFrameMessage(message);
  return asked && answerFrame(asked, origin.sender);
});

watchHomeserverRequests(async (request) => {
  if (await sites.isOn(request.origin)) await sessions.learn(request);
});

onPermissionsChanged(() => void sites.apply());
void sites.apply();
