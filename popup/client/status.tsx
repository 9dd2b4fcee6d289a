import { useLayoutEffect, useRef } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import type { Overview } from "../../src/messaging/contract.ts";
import { hostOfPattern, hostOfUrl } from "../../ui/hosts.ts";
import { visible } from "../../ui/visible.ts";
import { ClearEnded } from "../delays/clear-ended.tsx";
import type { Model } from "../model.ts";
import type { PopupState } from "../state.ts";
import { hostsOf, LOOKING, SILENT, statusOf } from "./status-words.ts";

/** How the client in the tab is doing, and the switch for its site. */
export function Status({ state, model }: { state: PopupState; model: Model }) {
  const { overview, silent, notice } = state;
  const { tone, headline, advice } = silent ? SILENT : overview ? statusOf(overview) : LOOKING;
  const head = useRef<HTMLParagraphElement>(null);
  const kind = silent ? "silent" : (overview?.diagnosis ?? "looking");
  return (
    <section class="status" data-tone={tone} data-testid="diagnosis" data-diagnosis={kind}>
      <div role="status">
        <p class="headline" ref={head} tabIndex={-1}>
          {text(...headline)}
        </p>
        {advice && <p>{text(...advice)}</p>}
      </div>
      {!silent && overview?.diagnosis === "ready" && overview.shortage?.of === "storage" && (
        <ClearEnded
          clear={async () => {
            const outcome = await model.clearEnded();
            // The button has left the page and taken the keyboard focus with it.
            if (document.activeElement === document.body) head.current?.focus();
            return outcome;
          }}
        />
      )}
      {silent && (
        <button type="button" data-testid="try-again" onClick={() => void model.refresh()}>
          {text("tryAgain")}
        </button>
      )}
      {overview?.account && <Account {...overview.account} />}
      {overview?.client && (
        <Switch client={overview.client} overview={overview} state={state} model={model} />
      )}
      {overview?.client?.on && (
        <button type="button" class="link" data-testid="inspect" onClick={() => void model.inspect()}>
          {text("inspectClient")}
        </button>
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
      <dd>
        <bdi dir="ltr">{visible(userId)}</bdi>
      </dd>
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
  const buttons = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);

  // The button that was pressed has lost the keyboard focus, and may be another one by now.
  useLayoutEffect(() => {
    if (switching || !pressed.current) return;
    pressed.current = false;
    if (document.activeElement === document.body) buttons.current?.querySelector("button")?.focus();
  }, [switching]);

  function button(id: string, label: string, press: Model["switchOn"], kind?: "main", site = client) {
    return (
      <button
        type="button"
        class={kind}
        data-testid={id}
        disabled={switching}
        onClick={() => {
          pressed.current = true;
          void press(site);
        }}
      >
        {label}
      </button>
    );
  }

  const canBeOn = !client.on && diagnosis !== "session-elsewhere";
  // The tab's own page may be the client after all.
  const around = client.within && { site: client.within, on: false, missing: [] };
  const lacksPermission = diagnosis.endsWith("-not-granted");
  return (
    <div class="buttons" ref={buttons}>
      {canBeOn && button("switch-on", text("switchOn", hostOfPattern(client.site)), model.switchOn, "main")}
      {canBeOn &&
        around &&
        button(
          "switch-on-around",
          text("switchOn", hostOfPattern(around.site)),
          model.switchOn,
          undefined,
          around,
        )}
      {client.on &&
        lacksPermission &&
        button("allow", text("allow", hostsOf(client.missing)), model.allow, "main")}
      {diagnosis === "reload-needed" && button("reload", text("reloadTab"), model.reload, "main")}
      {client.on && button("switch-off", text("switchOff"), model.switchOff)}
    </div>
  );
}
