import { useRef } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { extensionVersion } from "../../src/browser/runtime.ts";
import type { Overview } from "../../src/messaging/contract.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import { visible } from "../../ui/visible.ts";
import type { Words } from "../../ui/words-in.ts";
import { ClearEnded } from "../delays/clear-ended.tsx";
import type { Model } from "../model.ts";
import type { PopupState } from "../state.ts";
import { foundWords } from "./found-words.ts";
import { inWords, listOf } from "./in-words.ts";
import { reportOf } from "./report.ts";
import { serverWords } from "./server-words.ts";
import { helpAnchorOf, LOOKING, SILENT, statusOf } from "./status-words.ts";
import { Switch } from "./switch.tsx";
import { WidgetLines } from "./widget-lines.tsx";

/** How the client in the tab is doing, and the switch for its site. */
export function Status({ state, model }: { state: PopupState; model: Model }) {
  const { overview, silent, notice } = state;
  const { tone, headline, advice } = silent ? SILENT : overview ? statusOf(overview) : LOOKING;
  const head = useRef<HTMLHeadingElement>(null);
  const kind = silent ? "silent" : (overview?.diagnosis ?? "looking");
  return (
    <section class="status" data-tone={tone} data-testid="diagnosis" data-diagnosis={kind}>
      <div role="status">
        <h2 class="headline" ref={head} tabIndex={-1}>
          {text(...headline)}
        </h2>
        {advice && <p>{text(...advice)}</p>}
      </div>
      {tone !== "good" && kind !== "looking" && (
        <button
          type="button"
          class="link"
          data-testid="help"
          onClick={() => void model.help(overview && !silent ? helpAnchorOf(overview) : kind)}
        >
          {text("moreHelp")}
        </button>
      )}
      {overview?.found && !overview.account && (
        <p class="found quiet" data-testid="found">
          {listOf(foundWords(overview.found))}
        </p>
      )}
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
      {overview?.client && (
        <Switch client={overview.client} overview={overview} state={state} model={model} />
      )}
      {overview?.account && <Account account={overview.account} server={overview.server} />}
      {overview && <WidgetLines overview={overview} letAsk={model.letAsk} />}
      {overview?.client && <Tools overview={overview} model={model} />}
      <p role="status" class="notice" data-testid="notice">
        {notice && text(...notice)}
      </p>
    </section>
  );
}

type AccountProps = { account: NonNullable<Overview["account"]>; server: Overview["server"] };

function Account({ account: { userId, homeserver }, server }: AccountProps) {
  const facts = server ? serverWords(server, Date.now(), inWords) : [];
  return (
    <dl data-testid="account">
      <dt>{text("account")}</dt>
      <dd>
        <bdi dir="ltr">{visible(userId)}</bdi>
      </dd>
      <dt>{text("homeserver")}</dt>
      <dd>{hostOfUrl(homeserver)}</dd>
      {facts.map(([key, ...gaps]) => (
        <dd key={key} class="quiet fact" data-testid="server-fact" data-fact={key}>
          {text(key, ...gaps)}
        </dd>
      ))}
    </dl>
  );
}

/** What helps whoever looks for a fault. */
function Tools({ overview, model }: { overview: Overview; model: Model }) {
  const report = (words: Words) =>
    reportOf(
      overview,
      { version: extensionVersion(), userAgent: navigator.userAgent, now: Date.now() },
      words,
    );
  return (
    <p class="tools">
      <button type="button" class="link" data-testid="check-again" onClick={() => void model.checkAgain()}>
        {text("checkAgain")}
      </button>
      <button type="button" class="link" data-testid="copy-report" onClick={() => void model.copy(report)}>
        {text("copyReport")}
      </button>
      {overview.client?.on && (
        <button type="button" class="link" data-testid="inspect" onClick={() => void model.inspect()}>
          {text("inspectClient")}
        </button>
      )}
    </p>
  );
}
