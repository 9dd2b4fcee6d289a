import { useRef, useState } from "preact/hooks";
import { text } from "../src/browser/i18n.ts";
import type { UpdateAction } from "../src/delayed-events/delayed-event.ts";
import type { DelayView, Outcome, Overview } from "../src/messaging/contract.ts";
import { Row } from "../ui/row.tsx";
import { RefusedConsents } from "./client/refused-consents.tsx";
import { Status } from "./client/status.tsx";
import { ClearEnded } from "./delays/clear-ended.tsx";
import { EndedDelay } from "./delays/ended-delay.tsx";
import { listsOf } from "./delays/lists.ts";
import { PendingDelay } from "./delays/pending-delay.tsx";
import { ShortageNote } from "./delays/shortage-note.tsx";
import { stopsAll } from "./delays/shortage-words.ts";
import { doneWords } from "./delays/update-words.ts";
import { useNow } from "./delays/use-now.ts";
import type { Model } from "./model.ts";
import { Settings } from "./settings.tsx";
import type { PopupState } from "./state.ts";

/** The whole popup: how this client is doing, what is pending, what came before. */
export function App({ state, model }: { state: PopupState; model: Model }) {
  return (
    <>
      <h1>
        <img src="../icons/48.png" width="20" height="20" alt="" />
        {text("name")}
      </h1>
      <Status state={state} model={model} />
      {state.overview && <Delays overview={state.overview} state={state} model={model} />}
      {state.overview && <RefusedConsents refused={state.overview.refused} letAsk={model.letAsk} />}
      <Settings open={model.openSettings} />
      <p role="status" class="read-out" data-testid="done">
        {state.done && text(...doneWords(state.done.action, delayOf(state, state.done.id)))}
      </p>
    </>
  );
}

function delayOf({ overview }: PopupState, id: string): DelayView | undefined {
  return overview?.delays.find((delay) => delay.id === id);
}

type DelaysProps = { overview: Overview; state: PopupState; model: Model };

function Delays({ overview: { delays, diagnosis, shortage }, state, model }: DelaysProps) {
  const now = useNow();
  const heading = useRef<HTMLHeadingElement>(null);
  const { pending, earlier } = listsOf(delays, now);
  const [isCleared, setCleared] = useState(false);

  async function update(id: string, action: UpdateAction): Promise<void> {
    const done = await model.update(id, action);
    if (done) keepPlace();
  }

  async function clear(): Promise<Outcome | undefined> {
    const outcome = await model.clearEnded();
    setCleared(outcome?.ok === true);
    if (outcome?.ok) keepPlace();
    return outcome;
  }

  /** A row or a button that has left the page takes the keyboard focus with it. */
  function keepPlace(): void {
    if (document.activeElement === document.body) heading.current?.focus();
  }

  return (
    <>
      {shortage && !(diagnosis === "ready" && stopsAll(shortage)) && <ShortageNote shortage={shortage} />}
      <section aria-labelledby="pending">
        <h2 id="pending" ref={heading} tabIndex={-1}>
          {text("pending")}
          {pending.length > 0 && <span class="count">{pending.length}</span>}
        </h2>
        {pending.length === 0 && <NothingPending />}
        <ul>
          {pending.map((delay) => (
            <Row key={delay.id}>
              <PendingDelay
                delay={delay}
                now={now}
                running={state.running.get(delay.id)}
                failure={state.failures.get(delay.id)}
                update={(action) => update(delay.id, action)}
              />
            </Row>
          ))}
        </ul>
      </section>
      {earlier.length > 0 && (
        <section aria-labelledby="earlier">
          <h2 id="earlier">{text("earlier")}</h2>
          <ul class="earlier">
            {earlier.map((delay) => (
              <Row key={delay.id}>
                <EndedDelay delay={delay} now={now} failure={state.failures.get(delay.id)} />
              </Row>
            ))}
          </ul>
          <ClearEnded clear={clear} />
        </section>
      )}
      <p role="status" class="quiet cleared" data-testid="cleared">
        {isCleared && text(earlier.length > 0 ? "clearedButSome" : "cleared")}
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
