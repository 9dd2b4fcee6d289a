import { render } from "preact";
import { popupKeys } from "../src/browser/commands.ts";
import { text } from "../src/browser/i18n.ts";
import { mayNotify, request, requestNotifications } from "../src/browser/permissions.ts";
import { ask } from "../src/browser/runtime.ts";
import { ownPartition, partitionOfTab } from "../src/browser/tabs.ts";
import { introducePage, onChanged } from "../ui/page.ts";
import { tabInQuery } from "../ui/tab-in-query.ts";
import { whileOpen } from "../ui/while-open.ts";
import { App } from "./app.tsx";
import { createModel } from "./model.ts";
import { EMPTY, type OptionsState } from "./state.ts";

introducePage(text("optionsTitle"));

const root = document.querySelector("#options") as HTMLElement;
const show = (state: OptionsState) => render(<App state={state} model={model} />, root);

/** The tab of the popup that opened this page: Chromium opens it in an ordinary window, even from a private one. */
const tab = tabInQuery(location.search);
const model = createModel(
  {
    ask: whileOpen(ask),
    request: whileOpen(request),
    requestNotifications: whileOpen(requestNotifications),
    mayNotify: whileOpen(mayNotify),
    popupKeys: whileOpen(popupKeys),
    partition: whileOpen(
      async () => (tab === undefined ? undefined : await partitionOfTab(tab)) ?? ownPartition(),
    ),
  },
  show,
);

onChanged(() => void model.refresh());
show(EMPTY);
void model.refresh();
