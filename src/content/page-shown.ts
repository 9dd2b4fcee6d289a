import { askBackground } from "./ask-background.ts";

/** Tells the background whenever this page is shown, if it is the tab's top page. */
export function tellPageShown(): void {
  if (window !== window.top) return;
  const shown = () => void askBackground({ ask: "page-here" }, 1_000);
  shown();
  // The page came back from the back/forward cache.
  addEventListener("pageshow", ({ persisted }) => persisted && shown());
}
