import { text } from "../src/browser/i18n.ts";
import type { Overview } from "../src/messaging/contract.ts";
import { hostOfPattern, hostOfUrl } from "./hosts.ts";
import type { Model } from "./model.ts";
import type { PopupState } from "./state.ts";
import { hostsOf, LOOKING, SILENT, statusOf } from "./status-words.ts";

/** How the client in the tab is, and the switch for its site. */
export function Status({ state, model }: { state: PopupState; model: Model }) {
  const { overview, silent, notice } = state;
  const { tone, headline, advice } = silent ? SILENT : overview ? statusOf(overview) : LOOKING;
  const kind = silent ? "silent" : (overview?.diagnosis ?? "looking");
  return (
    <section class="status" data-tone={tone} data-testid="diagnosis" data-diagnosis={kind}>
      <div role="status">
        <p class="headline">{text(...headline)}</p>
        {advice && <p>{text(...advice)}</p>}
      </div>
      {silent && (
        <button type="button" data-testid="try-again" onClick={() => void model.refresh()}>
          {text("tryAgain")}
        </button>
      )}
      {overview?.account && <Account {...overview.account} />}
      {overview?.client && (
        <Switch client={overview.client} overview={overview} state={state} model={model} />
      )}
      <p role="status" class="notice" data-testid="notice">
        {notice && text(...notice)}
      </p>
    </section>
  );
}

function Account({ userId, homeserver }: NonNullable<Overview["account"]>) {
  return (
    <dl data-testid="account">
      <dt>{text("account")}</dt>
      <dd>{userId}</dd>
      <dt>{text("homeserver")}</dt>
      <dd>{hostOfUrl(homeserver)}</dd>
    </dl>
  );
}

interface SwitchProps {
  client: NonNullable<Overview["client"]>;
  overview: Overview;
  state: PopupState;
  model: Model;
}

/** The buttons ask the browser for permissions, so each handler calls the model straight from the click. */
function Switch({ client, overview: { diagnosis }, state: { switching }, model }: SwitchProps) {
  if (!client.on)
    return (
      <button
        type="button"
        class="main"
        data-testid="switch-on"
        disabled={switching}
        onClick={() => void model.switchOn(client)}
      >
        {text("switchOn", hostOfPattern(client.site))}
      </button>
    );
  return (
    <div class="buttons">
      {(diagnosis === "homeserver-not-granted" || diagnosis === "widget-not-granted") && (
        <button
          type="button"
          class="main"
          data-testid="allow"
          disabled={switching}
          onClick={() => void model.allow(client)}
        >
          {text("allow", hostsOf(client.missing))}
        </button>
      )}
      <button
        type="button"
        data-testid="switch-off"
        disabled={switching}
        onClick={() => void model.switchOff(client)}
      >
        {text("switchOff")}
      </button>
    </div>
  );
}
