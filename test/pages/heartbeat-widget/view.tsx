import { Fragment, render } from "preact";
import type { Heartbeat } from "./heartbeat.ts";
import type { HeartbeatOptions } from "./options.ts";
import type { HeartbeatState } from "./state.ts";
import { errorInWords, explanation, headline } from "./words.ts";

/** Redraws the page. */
export function show(
  element: Element,
  options: HeartbeatOptions,
  state: HeartbeatState,
  heartbeat: Heartbeat,
): void {
  const now = Date.now();
  render(
    <>
      <div class="status" data-phase={state.phase}>
        {/* A new key for each beat restarts the pulse. */}
        <Heart key={state.restarts.length} />
        <div>
          <h1>{headline(state)}</h1>
          <p role="status">{explanation(state, options.delay, now)}</p>
        </div>
      </div>
      <Remaining state={state} delay={options.delay} now={now} />
      <Facts facts={factsOf(state)} />
      <Buttons state={state} heartbeat={heartbeat} />
    </>,
    element,
  );
}

/** Shows, instead of everything else, why this page cannot work. */
export function showFailure(element: Element, message: string): void {
  render(<p role="alert">{message}</p>, element);
}

function Heart() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 21s-8.5-5.2-8.5-11.3A4.8 4.8 0 0 1 12 6.8a4.8 4.8 0 0 1 8.5 2.9C20.5 15.8 12 21 12 21z" />
    </svg>
  );
}

function Remaining({ state, delay, now }: { state: HeartbeatState; delay: number; now: number }) {
  const counting = state.phase === "beating" || state.phase === "stopped";
  const left = counting ? Math.max(0, (state.dueAt ?? now) - now) : 0;
  return <progress max={delay} value={left} aria-label="Time until the last will is sent" />;
}

type Fact = [name: string, value: string];

function factsOf({ delayId, restarts, errors, inRoom }: HeartbeatState): Fact[] {
  const last = restarts.at(-1);
  const error = errors.at(-1);
  return [
    ["delay_id", delayId ?? "none"],
    ["Restarts", last ? `${restarts.length}, the last took ${last.ms} ms` : "none yet"],
    ["The room says", inRoom ?? "nothing yet"],
    ["Last error", error ? errorInWords(error) : "none"],
  ];
}

function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd title={value}>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function Buttons({ state, heartbeat }: { state: HeartbeatState; heartbeat: Heartbeat }) {
  const { phase } = state;
  const pending = phase === "beating" || phase === "stopped";
  const startable = !pending && phase !== "connecting" && phase !== "refused" && phase !== "starting";
  return (
    <div class="buttons">
      <button type="button" id="start" disabled={!startable && phase !== "stopped"} onClick={heartbeat.start}>
        Start
      </button>
      <button type="button" id="send" disabled={!pending} onClick={heartbeat.sendNow}>
        Send now
      </button>
      <button type="button" id="cancel" disabled={!pending} onClick={heartbeat.cancel}>
        Cancel
      </button>
      <button type="button" id="stop" disabled={phase !== "beating"} onClick={heartbeat.stop}>
        Stop the heartbeat
      </button>
    </div>
  );
}
