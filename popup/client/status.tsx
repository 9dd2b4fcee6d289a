import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { useId } from "../../ui/use-id.ts";
import { ClearEnded } from "../delays/clear-ended.tsx";
import type { Model } from "../model.ts";
import type { PopupState } from "../state.ts";
import { Account } from "./account.tsx";
import { isCalm } from "./calm.ts";
import { foundWords } from "./found-words.ts";
import { listOf } from "./in-words.ts";
import { helpAnchorOf, LOOKING, SILENT, statusOf } from "./status-words.ts";
import { Switch } from "./switch.tsx";
import { Tools } from "./tools.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";
import { WidgetLines } from "./widget-lines.tsx";

/** The state of the client in the tab, and the switch for its site. */
export function Status({ state, model }: { state: PopupState; model: Model }) {
  const { overview, silent, notice } = state;
  const { tone, headline, advice } = silent ? SILENT : overview ? statusOf(overview) : LOOKING;
  const section = useRef<HTMLElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const button = () => section.current?.querySelector<HTMLElement>(".buttons button");
  const pressed = useKeptFocus(state.switching, () => button() ?? head.current);
  const body = useId();
  const canFold = overview !== undefined && !silent && isCalm(overview);
  const [isOpen, setOpen] = useState(false);
  const isFolded = canFold && !isOpen;
  const kind = silent ? "silent" : (overview?.diagnosis ?? "looking");

  // Details that were shown once stay open, so that a focused button in them does not disappear.
  useLayoutEffect(() => {
    if (overview && !canFold) setOpen(true);
  }, [overview, canFold]);

  return (
    <section class="status" ref={section} data-tone={tone} data-testid="diagnosis" data-diagnosis={kind}>
      <div role="status">
        <h2 class="headline" ref={head} tabIndex={-1}>
          {text(...headline)}
        </h2>
        {advice && <p hidden={isFolded}>{text(...advice)}</p>}
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
            // The keyboard focus is lost when the button disappears.
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
      {canFold && (
        <button
          type="button"
          class="link"
          data-testid="status-more"
          aria-expanded={isOpen}
          aria-controls={body}
          onClick={() => setOpen(!isOpen)}
        >
          {text("statusDetails")}
        </button>
      )}
      <div id={body} hidden={isFolded}>
        {overview?.client && (
          <Switch
            client={overview.client}
            overview={overview}
            state={state}
            model={model}
            pressed={pressed}
          />
        )}
        {overview?.account && <Account account={overview.account} server={overview.server} />}
        {overview && <WidgetLines overview={overview} letAsk={model.letAsk} />}
        {overview?.client && <Tools overview={overview} model={model} />}
      </div>
      <p role="status" class="notice" data-testid="notice">
        {notice && text(...notice)}
      </p>
    </section>
  );
}
