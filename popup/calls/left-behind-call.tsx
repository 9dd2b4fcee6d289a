import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { language, type Phrase, text } from "../../src/browser/i18n.ts";
import type { CallMembership, LeaveOutcome } from "../../src/messaging/views/calls.ts";
import { Confirmation } from "../../ui/confirmation.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useId } from "../../ui/use-id.ts";
import { visible } from "../../ui/visible.ts";
import { roomWords } from "../room-words.ts";
import { membershipWords, notLeftWords, questionWords } from "./call-words.ts";

interface LeftBehindCallProps {
  call: CallMembership;
  /** Epoch milliseconds. */
  now: number;
  /** Whether the list has calls of several accounts. */
  namesAccount: boolean;
  /** Resolves with nothing if no answer came. */
  leave: () => Promise<LeaveOutcome | undefined>;
}

/** One call that the user was left behind in, with the button that leaves it. */
export function LeftBehindCall({ call, now, namesAccount, leave }: LeftBehindCallProps) {
  const [words, label] = [useId(), useId()];
  const [isAsking, setAsking] = useState(false);
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<Phrase>();
  const wasAsked = useRef(false);
  const button = useRef<HTMLButtonElement>(null);

  // The keyboard focus is lost when the question disappears.
  useLayoutEffect(() => {
    if (!isAsking && wasAsked.current && document.activeElement === document.body) button.current?.focus();
    wasAsked.current = isAsking;
  }, [isAsking]);

  async function begin(): Promise<void> {
    setAsking(false);
    setFailure(undefined);
    setRunning(true);
    const outcome = await leave();
    setRunning(false);
    setFailure(notLeftWords(outcome, Date.now(), language()));
  }

  return (
    <li class="delay" data-testid="left-behind-call" data-room={call.room.id}>
      <div class="what" id={words}>
        <h3>
          <bdi>{roomWords(call.room)}</bdi>
        </h3>
        <p class="quiet">
          {membershipWords(call, now, language())
            .map((phrase) => text(...phrase))
            .join(" · ")}
        </p>
        {namesAccount && (
          <p class="quiet">
            <bdi>{visible(call.userId)}</bdi>
          </p>
        )}
      </div>
      <Failure failure={failure} testId="not-left" />
      {isAsking ? (
        <Confirmation
          testIds={{ yes: "leave-yes", no: "leave-no" }}
          question={questionWords(call)}
          yes={["leaveCallYes"]}
          named={words}
          onYes={() => void begin()}
          onNo={() => setAsking(false)}
        />
      ) : (
        <div class="buttons">
          <button
            type="button"
            id={label}
            data-testid="leave-call"
            aria-labelledby={`${label} ${words}`}
            aria-disabled={isRunning}
            aria-busy={isRunning}
            ref={button}
            onClick={() => isRunning || setAsking(true)}
          >
            {text("leaveCall")}
          </button>
        </div>
      )}
    </li>
  );
}
