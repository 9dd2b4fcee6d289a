import { text } from "../src/browser/i18n.ts";
import type { Options } from "../src/messaging/views/options.ts";
import { Checkbox } from "./checkbox.tsx";
import type { Model } from "./model.ts";
import type { OptionsState } from "./state.ts";

interface SwitchesProps {
  options: Options;
  state: OptionsState;
  model: Model;
}

/** The settings that apply to all clients. */
export function Switches({ options: { unencrypted, notifications }, state, model }: SwitchesProps) {
  const { failures, mayNotify } = state;
  return (
    <section aria-labelledby="switches" data-testid="switches">
      <h2 id="switches">{text("switchesHeading")}</h2>
      <Checkbox
        testId="unencrypted"
        label={["unencrypted"]}
        meaning={["unencryptedMeaning"]}
        checked={unencrypted.on}
        preset={unencrypted.preset}
        failure={failures.unencrypted}
        change={(on) => void model.setUnencrypted(on)}
      />
      <Checkbox
        testId="notifications"
        label={["notificationsLabel"]}
        meaning={["notificationsMeaning"]}
        checked={notifications.on}
        preset={notifications.preset}
        failure={failures.notifications}
        change={(on) => void model.setNotifications(on)}
      >
        {notifications.on && !mayNotify && (
          <p class="meaning">
            <button
              type="button"
              data-testid="allow-notifications"
              onClick={() => void model.allowNotifications()}
            >
              {text("notificationsAllow")}
            </button>
          </p>
        )}
      </Checkbox>
    </section>
  );
}
