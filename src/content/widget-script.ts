import { isFirstHere } from "./injected-once.ts";
import { listen } from "./listen.ts";
import { announce, widgetRole } from "./widget-role.ts";

// Runs in every frame of a site that is granted but not switched on: a widget there may speak to a host that is.
if (isFirstHere()) {
  listen([widgetRole]);
  announce();
}
