import { useId } from "preact/hooks";
import type { Outcome, RefusedConsent } from "../../src/messaging/contract.ts";
import { AttemptButton, AttemptFailure, useAttempt } from "../../ui/attempt.tsx";
import { phrasesOf } from "../../ui/feature-words.ts";
import { WidgetWords } from "../../ui/widget-words.tsx";

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
  const attempt = useAttempt(letAsk, "letAskFailed");

  return (
    <li data-testid="refused-widget" data-widget={widget}>
      <div class="row">
        <div class="what">
          <WidgetWords address={widget} id={id} />
        </div>
        <AttemptButton attempt={attempt} label="letAsk" testId="let-ask" describedBy={id} />
      </div>
      {namesFeatures && (
        <p class="quiet" data-testid="features">
          {phrasesOf(features)}
        </p>
      )}
      <AttemptFailure attempt={attempt} />
    </li>
  );
}
