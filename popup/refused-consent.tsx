import { useId, useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { Outcome, RefusedConsent } from "../src/messaging/contract.ts";
import { phrasesOf } from "../ui/feature-words.ts";
import { WidgetWords } from "../ui/widget-words.tsx";

interface RefusedConsentRowProps {
  refused: RefusedConsent;
  /** Says what it wanted; otherwise the list has said so of all. */
  namesFeatures: boolean;
  /** Lets it ask again. Resolves with nothing if no answer came. */
  letAsk: () => Promise<Outcome | undefined>;
}

/** One widget that the user is not asked about for a while. */
export function RefusedConsentRow({
  refused: { widget, features },
  namesFeatures,
  letAsk,
}: RefusedConsentRowProps) {
  const id = useId();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<Phrase>();

  async function press(): Promise<void> {
    if (running) return;
    setRunning(true);
    setFailure(undefined);
    const outcome = await letAsk();
    setRunning(false);
    if (!outcome) setFailure(["updateUnanswered"]);
    else if (!outcome.ok) setFailure(["letAskFailed", outcome.error]);
  }

  return (
    <li data-testid="refused-widget" data-widget={widget}>
      <div class="row">
        <div class="what">
          <WidgetWords address={widget} id={id} />
        </div>
        {/* Not disabled meanwhile, because that would take the focus from it. */}
        <button
          type="button"
          data-testid="let-ask"
          aria-describedby={id}
          aria-disabled={running}
          aria-busy={running}
          onClick={() => void press()}
        >
          {text("letAsk")}
        </button>
      </div>
      {namesFeatures && (
        <p class="quiet" data-testid="features">
          {phrasesOf(features)}
        </p>
      )}
      {failure && (
        <p role="alert" class="failure">
          {text(...failure)}
        </p>
      )}
    </li>
  );
}
