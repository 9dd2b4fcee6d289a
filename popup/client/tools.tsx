import { text } from "../../src/browser/i18n.ts";
import { extensionVersion } from "../../src/browser/runtime.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import type { Words } from "../../ui/words-in.ts";
import type { Model } from "../model.ts";
import { reportOf } from "./report.ts";

/** The buttons for finding a fault. */
export function Tools({ overview, model }: { overview: Overview; model: Model }) {
  const report = (words: Words) =>
    reportOf(
      overview,
      { version: extensionVersion(), userAgent: navigator.userAgent, now: Date.now() },
      words,
    );
  return (
    <p class="tools">
      <button type="button" class="link" data-testid="check-again" onClick={() => void model.checkAgain()}>
        {text("checkAgain")}
      </button>
      <button type="button" class="link" data-testid="copy-report" onClick={() => void model.copy(report)}>
        {text("copyReport")}
      </button>
      {overview.client?.on && (
        <button type="button" class="link" data-testid="inspect" onClick={() => void model.inspect()}>
          {text("inspectClient")}
        </button>
      )}
    </p>
  );
}
