import { useId } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { DelayView } from "../../src/messaging/contract.ts";
import type { Failure } from "../state.ts";
import { DelayActions } from "./delay-actions.tsx";
import { DelayDetails } from "./delay-details.tsx";
import { originWords, purposeWords, restartWords } from "./delay-words.ts";
import { displayedState } from "./displayed-state.ts";
import { blockerWords, endingWords, sessionWords, type Wording } from "./ending-words.ts";
import { FailureNote } from "./failure-note.tsx";
import { roomWords } from "./room-words.ts";
import { clockTime, countdown, dateOf } from "./times.ts";

interface PendingDelayProps {
  delay: DelayView;
  /** Epoch milliseconds. */
  now: number;
  running: UpdateAction | undefined;
  failure: Failure | undefined;
  update: (action: UpdateAction) => Promise<void>;
}

const WORDING: Wording = { say: (phrase) => text(...phrase) };

/** One delay that the homeserver is counting down, or that is due at this moment. */
export function PendingDelay({ delay, now, running, failure, update }: PendingDelayProps) {
  const delayWords = useId();
  const { id, room, widget, dueAt = 0 } = delay;
  const displayed = displayedState(delay, now);
  const ending = endingWords(delay, displayed, now, WORDING);
  const blocker = blockerWords(delay, WORDING);
  const withoutSession = sessionWords(delay, displayed);
  const restarted = restartWords(delay, now, text("textLanguage"));
  return (
    <li class="delay" data-testid="delay" data-id={id} data-widget={widget.id} data-state={displayed}>
      <div class="row">
        <div class="what" id={delayWords}>
          <h3>{text(...purposeWords(delay))}</h3>
          <p class="room">
            <bdi>{roomWords(room)}</bdi>
          </p>
        </div>
        <div class="when">
          <span class="countdown" data-testid="countdown">
            {displayed === "pending" ? countdown(dueAt - now, text("textLanguage")) : text("dueNow")}
          </span>
          {displayed === "pending" && (
            <time dateTime={dateOf(dueAt).toISOString()}>{text("dueAt", clockTime(dueAt, now))}</time>
          )}
        </div>
      </div>
      {ending && <p class="quiet">{text(...ending)}</p>}
      {restarted && (
        <p class="quiet" data-testid="restarted">
          {text(...restarted)}
        </p>
      )}
      <p class="quiet origins">{text(...originWords(delay))}</p>
      {blocker.length > 0 && (
        <p class="blocker" data-testid="blocker">
          {blocker.map((phrase) => text(...phrase)).join(" ")}
        </p>
      )}
      {withoutSession && (
        <p class="quiet without-session" data-testid="without-session">
          {text(...withoutSession)}
        </p>
      )}
      <FailureNote failure={failure} now={now} />
      {delay.hasSession && (
        <DelayActions delayWords={delayWords} purpose={delay.purpose} running={running} update={update} />
      )}
      <DelayDetails delay={delay} now={now} />
    </li>
  );
}
