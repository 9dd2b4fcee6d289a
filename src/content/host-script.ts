import { HOSTS } from "../messaging/parts.ts";
import { hostRole } from "./host-role.ts";
import { isFirstHere } from "./injected-once.ts";
import { listen } from "./listen.ts";
import { offerNotes } from "./observer.ts";
import { tellPageShown } from "./page-shown.ts";
import { answerLaterScripts, tellListening } from "./page-world/signals.ts";
import { post } from "./post.ts";
import { announce, hostOrigin, widgetRole } from "./widget-role.ts";

// Runs in every frame of a site that is switched on, before the page's own scripts.
if (isFirstHere()) {
  listen([hostRole, widgetRole]);
  tellListening();
  answerLaterScripts(HOSTS);
  offerNotes({ host: hostOrigin, post });
  announce();
  tellPageShown();
}
