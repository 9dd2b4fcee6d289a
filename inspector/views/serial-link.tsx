import { text } from "../../src/browser/i18n.ts";
import type { Model } from "../model.ts";

/** The number of a row, which shows it among the messages. */
export function SerialLink({ serial, model }: { serial: number; model: Model }) {
  return (
    <button
      type="button"
      class="flat"
      data-testid="to-row"
      aria-label={text("inspectToRow", String(serial))}
      onClick={() => model.goTo(serial)}
    >
      {`#${serial}`}
    </button>
  );
}
