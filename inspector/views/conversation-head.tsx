import { text } from "../../src/browser/i18n.ts";
import type { Conversation } from "../log/row.ts";
import { preciseTime } from "./clock.ts";
import { hostName, widgetName } from "./row-words.ts";

/** A heading with a widget, its client and the time of its first message. */
export function ConversationHead({ conversation }: { conversation: Conversation }) {
  const { since, ended, fellOut } = conversation;
  return (
    <header>
      <h2>{text("inspectDivider", widgetName(conversation), hostName(conversation), preciseTime(since))}</h2>
      <p class="quiet">
        {ended !== undefined && text("inspectEnded", preciseTime(ended))}{" "}
        {fellOut > 0 && text("inspectNotKept", fellOut)}
      </p>
    </header>
  );
}
