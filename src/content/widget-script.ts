import { WIDGETS } from "../messaging/parts.ts";
import { isFirstHere, offerRoles } from "./injected-once.ts";
import { listen } from "./listen.ts";
import { offerNotes } from "./observer.ts";
import { answerLaterScripts } from "./page-world/signals.ts";
import { post } from "./post.ts";
import { announce, hostOrigin, widgetRole } from "./widget-role.ts";

// Runs in every frame of a site that is granted but not switched on: a widget there may speak to a host that is.
if (isFirstHere()) {
  listen(offerRoles([widgetRole]));
  answerLaterScripts(WIDGETS);
  offerNotes({ host: hostOrigin, post });
  announce();
}
