import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import { AttemptButton, AttemptFailure, useAttempt } from "../../ui/attempt.tsx";

interface ClearEndedProps {
  /** Forgets the ended delays. Resolves with nothing if no answer came. */
  clear: () => Promise<Outcome | undefined>;
}

/** The button that forgets the ended delays. It needs no confirmation: what is pending, or may still be sent, stays. */
export function ClearEnded({ clear }: ClearEndedProps) {
  const attempt = useAttempt(clear, "clearFailed");
  return (
    <>
      <AttemptButton attempt={attempt} label="clearEnded" testId="clear-ended" class="clear" />
      <AttemptFailure attempt={attempt} />
    </>
  );
}
