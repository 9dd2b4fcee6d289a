import { text } from "../src/browser/i18n.ts";
import type { DelayView } from "../src/messaging/views/delays.ts";
import { LeftBehind } from "./calls/left-behind.tsx";
import { Status } from "./client/status.tsx";
import { Delays } from "./delays/delays.tsx";
import { doneWords } from "./delays/update-words.ts";
import type { Model } from "./model.ts";
import { Settings } from "./settings.tsx";
import type { PopupState } from "./state.ts";

/** The whole popup: the state of this client, the calls left behind, the delays. */
export function App({ state, model }: { state: PopupState; model: Model }) {
  return (
    <>
      <h1>
        <img src="../icons/48.png" width="20" height="20" alt="" />
        {text("name")}
      </h1>
      <Status state={state} model={model} />
      <LeftBehind calls={state.calls} leaveCall={model.leaveCall} />
      {state.overview && <Delays overview={state.overview} state={state} model={model.delays} />}
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
