import { useId } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { Model } from "./model.ts";

interface SettingsProps {
  unencrypted: boolean;
  /** Why the last change did not count. */
  failure: Phrase | undefined;
  allowUnencrypted: Model["allowUnencrypted"];
}

/** What the user decides for all clients. */
export function Settings({ unencrypted, failure, allowUnencrypted }: SettingsProps) {
  const id = useId();
  return (
    <section aria-labelledby="settings" data-testid="settings">
      <h2 id="settings">{text("settings")}</h2>
      <div class="setting">
        <input
          type="checkbox"
          id={id}
          data-testid="unencrypted"
          aria-describedby={`${id}meaning`}
          checked={unencrypted}
          onChange={({ currentTarget }) => void allowUnencrypted(currentTarget.checked)}
        />
        <label for={id}>{text("unencrypted")}</label>
        <p class="quiet" id={`${id}meaning`}>
          {text("unencryptedMeaning")}
        </p>
        {failure && (
          <p role="alert" class="failure" data-testid="setting-failure">
            {text(...failure)}
          </p>
        )}
      </div>
    </section>
  );
}
