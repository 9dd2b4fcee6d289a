import { useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { Failure } from "./failure.tsx";
import { refusalWords } from "./refusal-words.ts";
import { useId } from "./use-id.ts";

/** Something that a button has the background do, and how that is going. */
export interface Attempt {
  running: boolean;
  /** A text for why it failed. */
  failure: Phrase | undefined;
  /** Begins, unless it is under way. */
  press: () => void;
}

/**
 * One attempt at a time.
 * @param run resolves with nothing if no answer came
 * @param failed the message key of the failure, which takes the background's words
 */
export function useAttempt(run: () => Promise<Outcome | undefined>, failed: Phrase[0]): Attempt {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<Phrase>();

  async function begin(): Promise<void> {
    setRunning(true);
    setFailure(undefined);
    const outcome = await run();
    setRunning(false);
    setFailure(refusalWords(outcome, failed));
  }

  return { running, failure, press: () => running || void begin() };
}

interface AttemptButtonProps {
  attempt: Attempt;
  /** The message key of its label. */
  label: Phrase[0];
  testId: string;
  class?: string;
  /** The id of the element that says what it is about: its row's, where each row has such a button. */
  namedBy?: string;
}

/** Its button. Not disabled meanwhile, because that would take the focus from it. */
export function AttemptButton({ attempt, label, testId, namedBy, ...rest }: AttemptButtonProps) {
  const id = useId();
  return (
    <button
      type="button"
      class={rest.class}
      data-testid={testId}
      id={id}
      aria-labelledby={namedBy && `${id} ${namedBy}`}
      aria-disabled={attempt.running}
      aria-busy={attempt.running}
      onClick={attempt.press}
    >
      {text(label)}
    </button>
  );
}

/** Why it failed, if it did. */
export function AttemptFailure({ attempt: { failure } }: { attempt: Attempt }) {
  return <Failure failure={failure} />;
}
