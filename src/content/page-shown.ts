import { askBackground } from "./ask-background.ts";

/** Tells the background whenever this page is shown, if it is a tab's own. */
export function tellPageShown(): void {
  if (window !== window.top) return;
  const shown = () => void askBackground({ ask: "page-here" }, 1_000);
  shown();
  // The page came back from the back/forward cache.
  addEventListener("pageshow", ({ persisted }) => persisted && shown());
}
