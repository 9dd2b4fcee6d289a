import { render } from "preact";
import { text } from "../src/browser/i18n.ts";
import { ask } from "../src/browser/runtime.ts";
import { introducePage, onChanged } from "../ui/page.ts";
import { whileOpen } from "../ui/while-open.ts";
import { App } from "./app.tsx";
import { createModel } from "./model.ts";
import { type ConsentState, START } from "./state.ts";

introducePage(text("consentTitle"));

const root = document.querySelector("#consent") as HTMLElement;
const show = (state: ConsentState) => render(<App state={state} answer={model.answer} />, root);
const model = createModel({ ask: whileOpen(ask), close: () => window.close() }, show);

onChanged(() => void model.refresh());
show(START);
model.start();
