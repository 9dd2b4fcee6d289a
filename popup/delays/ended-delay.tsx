import { useMemo } from "preact/hooks";
import { language, text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { useId } from "../../ui/use-id.ts";
import type { Failure } from "../state.ts";
import { shortTime } from "../times.ts";
import { DelayDetails } from "./delay-details.tsx";
import { displayedState } from "./displayed-state.ts";
import { endedWords } from "./ended-words.ts";
import { endingWords, sessionWords } from "./ending-words.ts";
import { FailureNote } from "./failure-note.tsx";
import { FoldingRow } from "./folding-row.tsx";
import type { DelaysModel } from "./model.ts";
import { PlaceWords } from "./place-words.tsx";
import { stillTrue } from "./update-words.ts";
import { wording } from "./wording.ts";

interface EndedDelayProps {
  delay: DelayView;
  /** When the list was made (epoch milliseconds). */
  now: number;
  failure: Failure | undefined;
  isOpen: boolean;
  namesAccount: boolean;
  toggle: (id: string) => void;
  details: DelaysModel["details"];
}

/** One delay that has ended, as far as we know. It is redrawn only if it has changed. */
export function EndedDelay(props: EndedDelayProps) {
  const named = useId();
  const { delay, now, failure, isOpen, namesAccount, toggle, details } = props;
  const displayed = displayedState(delay, now);
  // `now` is left out: time changes only the displayed state.
  return useMemo(
    () => <EndedRow {...props} named={named} displayed={displayed} />,
    [delay, displayed, failure, isOpen, namesAccount, toggle, details, named],
  );
}

type EndedRowProps = EndedDelayProps & { named: string; displayed: ReturnType<typeof displayedState> };

function EndedRow({ named, displayed, ...props }: EndedRowProps) {
  const { delay, now, failure, isOpen, namesAccount, toggle, details } = props;
  const note = stillTrue(failure, displayed);
  const isSaid = note?.refusal?.reason === "resend-due";
  const ending = isSaid ? undefined : endingWords(delay, displayed, now, wording());
  const withoutSession = sessionWords(delay, displayed);
  return (
    <li
      class="delay"
      data-testid="delay"
      data-id={delay.id}
      data-widget={delay.widget.id}
      data-state={displayed}
    >
      <FoldingRow
        named={named}
        label={text(...endedWords(delay, displayed, wording()))}
        place={<PlaceWords delay={delay} namesAccount={namesAccount} />}
        when={<time>{shortTime(delay.endedAt ?? delay.dueAt ?? 0, now, language())}</time>}
        isDated
        isOpen={isOpen}
        toggle={() => toggle(delay.id)}
      >
        {() => (
          <>
            {ending && <p class="ending">{text(...ending)}</p>}
            {withoutSession && <p data-testid="without-session">{text(...withoutSession)}</p>}
            <DelayDetails delay={delay} ask={details} />
          </>
        )}
      </FoldingRow>
      <FailureNote failure={note} now={now} />
    </li>
  );
}
