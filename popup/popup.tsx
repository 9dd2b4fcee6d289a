import { render } from "preact";
import { copyText } from "../src/browser/clipboard.ts";
import { text } from "../src/browser/i18n.ts";
import { questionClosesPopup, request } from "../src/browser/permissions.ts";
import { ask } from "../src/browser/runtime.ts";
import { activeTabId, openPage, reloadTab } from "../src/browser/tabs.ts";
import { gathered } from "../ui/gathered.ts";
import { introducePage, onChanged, onDelaysChanged } from "../ui/page.ts";
import { tabInQuery } from "../ui/tab-in-query.ts";
import { whileOpen } from "../ui/while-open.ts";
import { wordsIn } from "../ui/words-in.ts";
import { App } from "./app.tsx";
import { createModel } from "./model.ts";
import { EMPTY, type PopupState } from "./state.ts";

/** How often news of delays are drawn (ms): the list shows the time since a restart in whole seconds. */
const DRAWN_EVERY = 1_000;

introducePage(text("name"));

const root = document.querySelector("#popup") as HTMLElement;
const show = (state: PopupState) => render(<App state={state} model={model} />, root);

const tab = tabInQuery(location.search);
const model = createModel(
  {
    ask: whileOpen(ask),
    request: whileOpen(request),
    questionClosesPopup,
    tabId: whileOpen(async () => tab ?? activeTabId()),
    reloadTab: whileOpen(reloadTab),
    openPage: whileOpen(openPage),
    helpPage: `help/help.${text("textLanguage")}.html`,
    copy: copyText,
    wordsIn,
  },
  show,
);

onChanged(() => void model.refresh());
onDelaysChanged(gathered((ids) => void model.delays.changed(ids), DRAWN_EVERY));
show(EMPTY);
void model.opened();
// First the popup's own list, then, once, the events that others have scheduled.
void model.refresh().then(model.delays.listElsewhere);
