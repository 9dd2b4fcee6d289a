import { HOSTS } from "../messaging/parts.ts";
import { hostRole } from "./host-role.ts";
import { addRole } from "./injected-once.ts";
import { tellPageShown } from "./page-shown.ts";
import { answerLaterScripts, hasHost, tellListening } from "./page-world/signals.ts";

// Runs in a frame that has had a widget's script, when its site is switched on as well: that script hears what the host
// has to hear, and one listener cannot come before the other on both sides.
if (!hasHost() && addRole(hostRole)) {
  tellListening();
  answerLaterScripts(HOSTS);
  tellPageShown();
}
