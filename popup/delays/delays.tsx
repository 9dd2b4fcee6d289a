import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { Row } from "../../ui/row.tsx";
import type { PopupState } from "../state.ts";
import { ClearEnded } from "./clear-ended.tsx";
import { EndedDelay } from "./ended-delay.tsx";
import { hasSeveralAccounts } from "./items.ts";
import { allOf } from "./merged.ts";
import type { DelaysModel } from "./model.ts";
import { ofSameWidget, PendingList } from "./pending-list.tsx";
import { ShortageNote } from "./shortage-note.tsx";
import { stopsAll } from "./shortage-words.ts";
import { useLists } from "./use-lists.ts";

interface DelaysProps {
  overview: Overview;
  state: PopupState;
  model: DelaysModel;
}

/** The pending delays, and those that have ended lately. */
export function Delays({ overview, state, model }: DelaysProps) {
  const { diagnosis, shortage } = overview;
  const { elsewhere, elsewhereIs } = state;
  const { delays: here } = overview;
  const delays = useMemo(() => allOf({ here, elsewhere }), [here, elsewhere]);
  const { pending, earlier, now } = useLists(delays);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  const [cleared, setCleared] = useState<MessageKey>();
  const listed = useRef({ pending, earlier });
  listed.current = { pending, earlier };

  const toggle = useCallback((id: string) => {
    setOpened((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);

  const update = useCallback(
    (id: string, action: UpdateAction) => void model.update(id, action).then(keepPlace),
    [model],
  );
  const cancelAll = useCallback(
    (delay: DelayView) => {
      const ids = ofSameWidget(listed.current.pending, delay).map(({ id }) => id);
      void model.cancelAll(delay.id, ids).then(keepPlace);
    },
    [model],
  );

  async function clear(): Promise<Outcome | undefined> {
    const outcome = await model.clearEnded();
    // What ends from now on was not left over.
    const isAll = listed.current.earlier.length === 0;
    setCleared(outcome?.ok ? (isAll ? "cleared" : "clearedButSome") : undefined);
    if (outcome?.ok) keepPlace();
    return outcome;
  }

  /** Restores the keyboard focus, which is lost when a row or a button disappears. */
  function keepPlace(): void {
    if (document.activeElement === document.body) heading.current?.focus();
  }

  const doing = { toggle, update, cancelAll, details: model?.details };
  return (
    <>
      {shortage && !(diagnosis === "ready" && stopsAll(shortage)) && <ShortageNote shortage={shortage} />}
      <section aria-labelledby="pending" data-testid="pending" data-elsewhere={elsewhereIs}>
        <h2 id="pending" ref={heading} tabIndex={-1}>
          {text("pending")}
          {pending.length > 0 && <span class="count">{pending.length}</span>}
        </h2>
        {pending.length === 0 && <NothingPending />}
        <PendingList pending={pending} now={now} state={state} opened={opened} {...doing} />
        {elsewhereIs === "unknown" && <p class="quiet elsewhere">{text("elsewhereUnknown")}</p>}
      </section>
      {earlier.length > 0 && (
        <section aria-labelledby="earlier">
          <h2 id="earlier">{text("earlier")}</h2>
          <ul class="earlier">
            {earlier.map((delay) => (
              <Row key={delay.id}>
                <EndedDelay
                  delay={delay}
                  now={now}
                  failure={state.failures.get(delay.id)}
                  isOpen={opened.has(delay.id)}
                  namesAccount={hasSeveralAccounts(earlier)}
                  toggle={toggle}
                  details={doing.details}
                />
              </Row>
            ))}
          </ul>
          <ClearEnded clear={clear} />
        </section>
      )}
      <p role="status" class="quiet cleared" data-testid="cleared">
        {cleared && text(cleared)}
      </p>
    </>
  );
}

function NothingPending() {
  return (
    <div class="nothing" data-testid="nothing-pending">
      <p>{text("nothingPending")}</p>
      <p>{text("nothingPendingHint")}</p>
    </div>
  );
}
