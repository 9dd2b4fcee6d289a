import { render } from "preact";
import { text } from "../src/browser/i18n.ts";
import { ask, onNews } from "../src/browser/runtime.ts";
import type { CHANGED } from "../src/messaging/contract.ts";
import { isObject } from "../src/widget-api/message.ts";
import { App } from "./app.tsx";
import { createModel } from "./model.ts";
import { type ConsentState, START } from "./state.ts";

const page = document.documentElement;
page.lang = text("textLanguage");
page.dir = text("textDirection");
document.title = text("consentTitle");

const root = document.querySelector("#consent") as HTMLElement;
const show = (state: ConsentState) => render(<App state={state} answer={model.answer} />, root);
const model = createModel({ ask, close: () => window.close() }, show);

// Only the type is taken from the contract, which would bring its schemas along.
const changed: (typeof CHANGED)["news"] = "changed";
onNews((news) => {
  if (isObject(news) && news.news === changed) void model.refresh();
});
show(START);
model.start();
