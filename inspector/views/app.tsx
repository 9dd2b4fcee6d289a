import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Controls } from "../controls.ts";
import type { InspectorState } from "../state.ts";
import { ConformanceView } from "./conformance-view.tsx";
import { Details } from "./details.tsx";
import { HandshakeView } from "./handshake-view.tsx";
import { LanesView } from "./lanes-view.tsx";
import { MessageList } from "./message-list.tsx";
import { Nothing } from "./nothing.tsx";
import { Offer } from "./offer.tsx";
import { SendAgain } from "./send-again.tsx";
import { Split } from "./split.tsx";
import { Toolbar } from "./toolbar.tsx";

const OTHERS = { handshake: HandshakeView, delays: LanesView, conformance: ConformanceView };

/** The whole inspector. */
export function App({ state, controls }: { state: InspectorState; controls: Controls }) {
  const { model, files } = controls;
  const Other = state.view === "messages" ? undefined : OTHERS[state.view];
  const isEmpty = model.log.last === 0;
  return (
    <>
      <Toolbar state={state} controls={controls} />
      {state.file && (
        <aside class="banner" data-testid="file-open">
          <p>{text("inspectFileOpen", visible(state.file.name, "name"))}</p>
          {state.file.problems.length > 0 && (
            <details>
              <summary>{text("inspectFileProblems", state.file.problems.length + state.file.more)}</summary>
              <ul>
                {state.file.problems.map((problem) => (
                  <li key={problem.join()}>{text(...problem)}</li>
                ))}
              </ul>
            </details>
          )}
          <button type="button" data-testid="close-file" onClick={() => files.close()}>
            {text("inspectCloseFile")}
          </button>
        </aside>
      )}
      <Offer model={model} allow={controls.allow} />
      <main class="view">
        <div
          id="view"
          class={state.view}
          role="tabpanel"
          aria-labelledby={`tab-${state.view}`}
          data-testid="view"
        >
          {isEmpty && <Nothing state={state} />}
          {!isEmpty && Other && <Other state={state} controls={controls} />}
          {!isEmpty && !Other && (
            <Split share={state.settings.listShare} resize={(listShare) => model.remember({ listShare })}>
              <div class="list-box">
                <MessageList state={state} model={model} />
                {!state.isFollowing && state.unseen > 0 && (
                  <button
                    type="button"
                    class="main unseen"
                    data-testid="unseen"
                    onClick={() => model.stayAtEnd(true)}
                  >
                    {text("inspectUnseen", state.unseen)} <span aria-hidden="true">↓</span>
                  </button>
                )}
              </div>
              <Details state={state} controls={controls} />
            </Split>
          )}
        </div>
      </main>
      {state.editing && <SendAgain editing={state.editing} sending={controls.sending} />}
      <p role="status" class="notice" data-testid="notice">
        {state.notice && text(...state.notice)}
      </p>
    </>
  );
}
