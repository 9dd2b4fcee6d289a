import { useMemo } from "preact/hooks";
import { language, text } from "../../src/browser/i18n.ts";
import { useId } from "../../ui/use-id.ts";
import { dateOf, shortTime } from "../times.ts";
import { Countdown, CountdownBar } from "./countdown.tsx";
import { nameWords } from "./delay-words.ts";
import { FoldingRow } from "./folding-row.tsx";
import { OpenedDelay } from "./opened-delay.tsx";
import type { PendingDelayProps } from "./pending-props.ts";
import { PlaceWords } from "./place-words.tsx";
import { isInTrouble } from "./trouble.ts";

/** One delay that is pending or due. It is drawn again only if it changed. */
export function PendingDelay(props: PendingDelayProps) {
  const named = useId();
  // All of the props, and nothing else.
  return useMemo(() => <PendingRow {...props} named={named} />, [named, ...Object.values(props)]);
}

function PendingRow({ named, ...props }: PendingDelayProps & { named: string }) {
  const { delay, displayed, isOpen, namesAccount, place, count, toggle } = props;
  const { id, widget, dueAt = 0 } = delay;
  return (
    <li
      class="delay"
      data-testid="delay"
      data-key={id}
      data-id={id}
      data-widget={widget.id}
      data-state={displayed}
      data-trouble={isInTrouble(delay) || undefined}
      aria-posinset={place}
      aria-setsize={count}
    >
      <FoldingRow
        named={named}
        label={text(...nameWords(delay))}
        place={<PlaceWords delay={delay} namesAccount={namesAccount} isPending />}
        when={
          <>
            <Countdown {...delay} />
            {displayed === "pending" && (
              <time dateTime={dateOf(dueAt).toISOString()}>{shortTime(dueAt, Date.now(), language())}</time>
            )}
          </>
        }
        isOpen={isOpen}
        toggle={() => toggle(id)}
      >
        {() => <OpenedDelay {...props} named={`${named} ${named}-place`} />}
      </FoldingRow>
      <CountdownBar {...delay} />
    </li>
  );
}
