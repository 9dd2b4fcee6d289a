import { text } from "../../src/browser/i18n.ts";
import type { Model } from "../model.ts";

/** A row's number as a button, which shows the row among the messages. */
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
