import { text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/contract.ts";
import type { Failure } from "../state.ts";
import { purposeWords } from "./delay-words.ts";
import { displayedState } from "./displayed-state.ts";
import { endingWords, sessionWords } from "./ending-words.ts";
import { FailureNote } from "./failure-note.tsx";
import { roomWords } from "./room-words.ts";
import { stillTrue } from "./update-words.ts";

interface EndedDelayProps {
  delay: DelayView;
  /** Epoch milliseconds. */
  now: number;
  failure: Failure | undefined;
}

/** One delay that is over, as far as is known. */
export function EndedDelay({ delay, now, failure }: EndedDelayProps) {
  const displayed = displayedState(delay, now);
  const note = stillTrue(failure, displayed);
  const isSaid = note?.refusal?.reason === "resend-due";
  const ending = isSaid
    ? undefined
    : endingWords(delay, displayed, now, { say: (phrase) => text(...phrase) });
  const withoutSession = sessionWords(delay, displayed);
  return (
    <li data-testid="delay" data-id={delay.id} data-widget={delay.widget.id} data-state={displayed}>
      <p>
        <span class="purpose">{text(...purposeWords(delay))}</span>
        {" · "}
        <bdi>{roomWords(delay.room)}</bdi>
        {ending && " · "}
        {ending && <span class="ending">{text(...ending)}</span>}
      </p>
      {withoutSession && <p data-testid="without-session">{text(...withoutSession)}</p>}
      <FailureNote failure={note} now={now} />
    </li>
  );
}
