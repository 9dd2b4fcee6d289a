import { type Phrase, text } from "../../src/browser/i18n.ts";
import { longestSince, Running } from "../running.tsx";
import { DelayActions } from "./delay-actions.tsx";
import { DelayDetails } from "./delay-details.tsx";
import { originWords, restartWords } from "./delay-words.ts";
import { blockerWords, endingWords, sessionWords } from "./ending-words.ts";
import { FailureNote } from "./failure-note.tsx";
import type { PendingDelayProps } from "./pending-props.ts";
import { wording } from "./wording.ts";

/** The unfolded part of a pending delay: its state, its buttons, and everything that is known about it. */
export function OpenedDelay({ named, ...props }: PendingDelayProps & { named: string }) {
  const { delay, displayed, running, failure, ofWidget, update, cancelAll, details } = props;
  const now = Date.now();
  const ending = endingWords(delay, displayed, now, wording());
  const blocker = blockerWords(delay, wording());
  const withoutSession = sessionWords(delay, displayed);
  return (
    <>
      {blocker.length > 0 && (
        <p class="blocker" data-testid="blocker">
          {blocker.map((phrase) => text(...phrase)).join(" ")}
        </p>
      )}
      {withoutSession && (
        <p class="without-session" data-testid="without-session">
          {text(...withoutSession)}
        </p>
      )}
      {ending && <p>{text(...ending)}</p>}
      <Restarted delay={delay} />
      <p class="origins">{text(...originWords(delay))}</p>
      <FailureNote failure={failure} now={now} />
      {delay.hasSession && (
        <DelayActions
          delay={delay}
          named={named}
          running={running}
          ofWidget={ofWidget}
          update={(action) => update(delay.id, action)}
          cancelAll={() => cancelAll(delay)}
        />
      )}
      <DelayDetails delay={delay} ask={details} />
    </>
  );
}

/** The time since the last restart, or who else restarts it. */
function Restarted({ delay }: Pick<PendingDelayProps, "delay">) {
  const at = (now: number) => restartWords(delay, now, text("textLanguage"));
  const words = (now: number) => text(...(at(now) as Phrase));
  return at(Date.now()) ? (
    <p data-testid="restarted">
      <Running words={words} longest={longestSince(delay.restartedAt, words)} />
    </p>
  ) : null;
}
