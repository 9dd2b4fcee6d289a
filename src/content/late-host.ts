import { HOSTS } from "../messaging/parts.ts";
import { hostRole } from "./host-role.ts";
import { addRole } from "./injected-once.ts";
import { tellPageShown } from "./page-shown.ts";
import { answerLaterScripts, hasHost, tellListening } from "./page-world/signals.ts";

// Runs in a frame that already has a widget's script, when its site is switched on as well. The role joins that
// script's listener, because of two listeners one would always come second, for the host's messages or for the
// widget's.
if (!hasHost() && addRole(hostRole)) {
  tellListening();
  answerLaterScripts(HOSTS);
  tellPageShown();
}
