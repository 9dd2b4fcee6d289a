import { text } from "../../src/browser/i18n.ts";
import { FEATURES } from "../../src/features/features.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { phrasesOf } from "../../ui/feature-words.ts";
import { WidgetWords } from "../../ui/widget-words.tsx";
import type { Model } from "../model.ts";
import type { PopupState } from "../state.ts";
import { offersOf } from "./offers.ts";

interface SwitchProps {
  client: NonNullable<Overview["client"]>;
  overview: Overview;
  state: PopupState;
  model: Model;
  /** Is called on each press, before its action. */
  pressed: () => void;
}

/** The features that a click allows the widgets that the button names: all of them. */
const NAMED = FEATURES.map(({ id }) => id);

/**
 * The site's buttons. A permission must be requested straight from a click, so each handler calls the model at once.
 */
export function Switch({ client, overview, state: { switching }, model, pressed }: SwitchProps) {
  function button(id: string, label: string, press: () => Promise<void>, kind?: "main" | "link") {
    return (
      <button
        type="button"
        class={kind}
        data-testid={id}
        disabled={switching}
        onClick={() => {
          pressed();
          void press();
        }}
      >
        {label}
      </button>
    );
  }

  const offers = offersOf(overview);
  const named = offers.find(({ isMain }) => isMain)?.choice.widgets ?? [];
  return (
    <>
      <div class="buttons">
        {offers.map(({ id, label, isMain, choice }) =>
          button(id, text(...label), () => model.protect(choice, NAMED), isMain ? "main" : undefined),
        )}
        {wantsReload(overview) && button("reload", text("reloadTab"), model.reload, "main")}
        {client.on &&
          !client.preset &&
          button("switch-off", text("switchOff"), () => model.switchOff(client))}
      </div>
      {client.preset && (
        <p class="quiet" data-testid="preset">
          {text("setByOrganisation")}
        </p>
      )}
      {named.length > 0 && <Named widgets={named} />}
    </>
  );
}

/** Says whether to offer a reload: the page or a widget was open before the scripts. Other problems come first. */
function wantsReload({ diagnosis, widgets = [] }: Overview): boolean {
  return (
    diagnosis === "reload-needed" ||
    (diagnosis === "ready" && widgets.some(({ state }) => state === "reload"))
  );
}

/** What the main button allows, and which widgets. */
function Named({ widgets }: { widgets: string[] }) {
  return (
    <div class="quiet named" data-testid="named">
      <p>{text(widgets.length === 1 ? "protectMeaning" : "protectMeaningAll", phrasesOf(NAMED))}</p>
      <ul>
        {widgets.map((widget) => (
          <li key={widget} data-widget={widget}>
            <WidgetWords address={widget} />
          </li>
        ))}
      </ul>
    </div>
  );
}
