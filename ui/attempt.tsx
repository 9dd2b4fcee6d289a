import { useState } from "preact/hooks";
import { type Phrase, text } from "../src/browser/i18n.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { Failure } from "./failure.tsx";
import { refusalWords } from "./refusal-words.ts";
import { useId } from "./use-id.ts";

/** The state of an action that a button has the background perform. */
export interface Attempt {
  running: boolean;
  /** Why the action failed, in words. */
  failure: Phrase | undefined;
  /** Begins the action, unless it is running. */
  press: () => void;
}

/**
 * Runs one attempt at a time.
 * @param run resolves with nothing if no answer came
 * @param failed the message key of the failure, whose gap takes the background's error
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
  /** The message key of the button's label. */
  label: Phrase[0];
  testId: string;
  class?: string;
  /** The id of the element that names the button's row, if each row has such a button. */
  namedBy?: string;
}

/** The button of an attempt. It is not disabled while running, because that would take the focus away. */
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

/** Why an attempt failed, if it did. */
export function AttemptFailure({ attempt: { failure } }: { attempt: Attempt }) {
  return <Failure failure={failure} />;
}
