import { render } from "preact";
import { text } from "../src/browser/i18n.ts";
import { questionClosesPopup, request } from "../src/browser/permissions.ts";
import { ask, onNews } from "../src/browser/runtime.ts";
import { activeTabId, reloadTab } from "../src/browser/tabs.ts";
import type { CHANGED } from "../src/messaging/contract.ts";
import { isObject } from "../src/widget-api/message.ts";
import { App } from "./app.tsx";
import { tabInQuery } from "./hosts.ts";
import { createModel } from "./model.ts";
import { EMPTY, type PopupState } from "./state.ts";

const page = document.documentElement;
page.lang = text("textLanguage");
page.dir = text("textDirection");
document.title = text("name");

const root = document.querySelector("#popup") as HTMLElement;
const show = (state: PopupState) => render(<App state={state} model={model} />, root);

const tab = tabInQuery(location.search);
const tabId = async () => tab ?? activeTabId();
const model = createModel({ ask, request, questionClosesPopup, tabId, reloadTab }, show);

// Only the type is taken from the contract, which would bring its schemas along.
const changed: (typeof CHANGED)["news"] = "changed";
onNews((news) => {
  if (isObject(news) && news.news === changed) void model.refresh();
});
show(EMPTY);
void model.refresh();
