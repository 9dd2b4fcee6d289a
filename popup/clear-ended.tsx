import { useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { Outcome } from "../src/messaging/contract.ts";

interface ClearEndedProps {
  /** Forgets what has ended. Resolves with nothing if no answer came. */
  clear: () => Promise<Outcome | undefined>;
}

/**
 * The button that clears what has ended. It asks for no confirmation: what is pending, or may still be sent, stays.
 */
export function ClearEnded({ clear }: ClearEndedProps) {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<Phrase>();

  async function press(): Promise<void> {
    if (running) return;
    setRunning(true);
    setFailure(undefined);
    const outcome = await clear();
    setRunning(false);
    if (!outcome) setFailure(["updateUnanswered"]);
    else if (!outcome.ok) setFailure(["clearFailed", outcome.error]);
  }

  return (
    <>
      {/* Not disabled meanwhile, because that would take the focus from it. */}
      <button
        type="button"
        class="clear"
        data-testid="clear-ended"
        aria-disabled={running}
        aria-busy={running}
        onClick={() => void press()}
      >
        {text("clearEnded")}
      </button>
      {failure && (
        <p role="alert" class="failure">
          {text(...failure)}
        </p>
      )}
    </>
  );
}
