import { text } from "../src/browser/i18n.ts";
import type { Options } from "../src/messaging/views/options.ts";
import { GivenConsents } from "./given-consents.tsx";
import type { Model } from "./model.ts";
import { PresetFaults } from "./preset-faults.tsx";
import { ReportLanguage } from "./report-language.tsx";
import { Sites } from "./sites.tsx";
import type { OptionsState } from "./state.ts";
import { Switches } from "./switches.tsx";

/** The whole options page: sites, consents, switches. */
export function App({ state, model }: { state: OptionsState; model: Model }) {
  const { options, silent } = state;
  return (
    <>
      <h1>
        <img src="../icons/48.png" width="24" height="24" alt="" />
        {text("optionsTitle")}
      </h1>
      {silent && (
        <p role="alert" class="failure" data-testid="silent">
          {text("optionsUnanswered")}
        </p>
      )}
      {options && <Sections options={options} state={state} model={model} />}
    </>
  );
}

function Sections({ options, state, model }: { options: Options; state: OptionsState; model: Model }) {
  const { keys } = state;
  return (
    <>
      <Sites sites={options.sites} failure={state.failures.everywhere} model={model} />
      <GivenConsents consents={options.consents} preset={options.presetConsents} revoke={model.revoke} />
      <Switches options={options} state={state} model={model} />
      {options.presetFaults && <PresetFaults faults={options.presetFaults} />}
      <ReportLanguage
        language={options.reportLanguage}
        failure={state.failures.language}
        choose={model.setLanguage}
      />
      {keys !== undefined && (
        <section aria-labelledby="shortcut">
          <h2 id="shortcut">{text("shortcutHeading")}</h2>
          <p data-testid="shortcut">{keys === "" ? text("shortcutNone") : text("shortcutIs", keys)}</p>
        </section>
      )}
    </>
  );
}
