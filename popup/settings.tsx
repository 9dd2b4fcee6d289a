import { text } from "../src/browser/i18n.ts";
import type { Model } from "./model.ts";

/** The button that opens the settings: sites, consents, switches. */
export function Settings({ open }: { open: Model["openSettings"] }) {
  return (
    <p class="settings">
      <button type="button" class="link" data-testid="settings" onClick={() => void open()}>
        {text("settings")}
      </button>
    </p>
  );
}
