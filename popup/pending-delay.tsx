import { text } from "../src/browser/i18n.ts";
import type { UpdateAction } from "../src/delayed-events/stand-in.ts";
import type { DelayView } from "../src/messaging/contract.ts";
import { DelayActions } from "./delay-actions.tsx";
import { DelayDetails } from "./delay-details.tsx";
import { originWords, purposeWords, restartWords, standingWords } from "./delay-words.ts";
import { FailureNote } from "./failure-note.tsx";
import { standingOf } from "./standing.ts";
import type { Failure } from "./state.ts";
import { clockTime, countdown } from "./times.ts";

interface PendingDelayProps {
  delay: DelayView;
  /** Epoch milliseconds. */
  now: number;
  running: UpdateAction | undefined;
  failure: Failure | undefined;
  update: (action: UpdateAction) => Promise<void>;
}

/** One delay that the homeserver counts down, or whose time has come this moment. */
export function PendingDelay({ delay, now, running, failure, update }: PendingDelayProps) {
  const { id, room, dueAt = 0 } = delay;
  const standing = standingOf(delay, now);
  const outcome = standingWords(standing, delay, now, { noReason: text("noReason") });
  const restarted = restartWords(delay, now, text("textLanguage"));
  return (
    <li class="delay" data-testid="delay" data-id={id} data-state={standing}>
      <div class="row">
        <div class="what">
          <h3>{text(...purposeWords(delay))}</h3>
          <p class="room">
            <bdi>{room.name ?? room.id}</bdi>
          </p>
        </div>
        <div class="when">
          <span class="countdown" data-testid="countdown">
            {standing === "pending" ? countdown(dueAt - now, text("textLanguage")) : text("dueNow")}
          </span>
          {standing === "pending" && (
            <time dateTime={new Date(dueAt).toISOString()}>{text("dueAt", clockTime(dueAt, now))}</time>
          )}
        </div>
      </div>
      {outcome && <p class="quiet">{text(...outcome)}</p>}
      {restarted && (
        <p class="quiet" data-testid="restarted">
          {text(...restarted)}
        </p>
      )}
      <p class="quiet origins">{text(...originWords(delay))}</p>
      <FailureNote failure={failure} />
      <DelayActions purpose={delay.purpose} running={running} update={update} />
      <DelayDetails delay={delay} now={now} />
    </li>
  );
}
