import { text } from "../../src/browser/i18n.ts";
import type { Controls } from "../controls.ts";
import type { InspectorState } from "../state.ts";
import { Menu } from "./menu.tsx";

/** The options: whether the inspector may send requests again. Also lists the keys. */
export function OptionsMenu({ state, controls }: { state: InspectorState; controls: Controls }) {
  return (
    <Menu id="options" label={text("inspectOptions")}>
      {() => (
        <>
          <label class="option">
            <input
              type="checkbox"
              data-testid="may-send"
              checked={state.maySend}
              aria-describedby="may-send-words"
              onChange={({ currentTarget }) => void controls.allowSending(currentTarget.checked)}
            />
            {text("inspectMaySend")}
          </label>
          <p id="may-send-words" class="quiet">
            {text("inspectMaySendHint")}
          </p>
          <p class="keys">{text("inspectKeyHelp")}</p>
        </>
      )}
    </Menu>
  );
}
