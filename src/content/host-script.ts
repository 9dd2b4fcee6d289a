import { askBackground } from "./ask-background.ts";
import { hostRole } from "./host-role.ts";
import { isFirstHere } from "./injected-once.ts";
import { listen } from "./listen.ts";
import { offerNotes } from "./observer.ts";
import { answerLaterScripts, tellListening } from "./page-world/signals.ts";
import { post } from "./post.ts";
import { announce, hostOrigin, widgetRole } from "./widget-role.ts";

// Runs in every frame of a site that is switched on, before the page's own scripts.
if (isFirstHere()) {
  listen([hostRole, widgetRole]);
  tellListening();
  answerLaterScripts();
  offerNotes({ host: hostOrigin, post });
  announce();
  if (window === window.top) {
    const shown = () => void askBackground({ ask: "page-here" }, 1_000);
    shown();
    // The user has gone back to it.
    addEventListener("pageshow", ({ persisted }) => persisted && shown());
  }
}
