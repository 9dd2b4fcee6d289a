import type { Choice } from "../../../popup/client/offers.ts";
import { createModel } from "../../../popup/model.ts";
import type { PopupBrowser } from "../../../popup/popup-browser.ts";
import { EMPTY, type PopupState } from "../../../popup/state.ts";
import type { PageMessage } from "../../../src/messaging/page-contract.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";

export const OVERVIEW: Overview = {
  diagnosis: "ready",
  delays: [],
  refused: [],
}; /** What the main button of a client's popup chooses. */
export const CHOICE: Choice = {
  site: "https://client.example/*",
  on: false,
  reload: true,
  client: "https://client.example",
  patterns: ["https://client.example/*", "https://matrix.example/*"],
  widgets: ["https://call.example/room"],
};

type Answers = { [Ask in PageMessage["ask"]]?: (message: Extract<PageMessage, { ask: Ask }>) => unknown };

/** A model whose background gives these answers; `asked` lists every request, including those for permissions. */
export function popup(answers: Answers = {}, browser: Partial<PopupBrowser> = {}) {
  const asked: unknown[] = [];
  let state: PopupState = EMPTY;
  const model = createModel(
    {
      async ask(message) {
        asked.push(message);
        const answer = answers[message.ask] as ((message: PageMessage) => unknown) | undefined;
        if (answer) return answer(message);
        return message.ask === "overview" ? OVERVIEW : { ok: true };
      },
      async request(patterns) {
        asked.push({ request: patterns });
        return true;
      },
      questionClosesPopup: false,
      tabId: async () => 7,
      async reloadTab(tabId) {
        asked.push({ reload: tabId });
      },
      async openPage(path) {
        asked.push({ open: path });
      },
      helpPage: "help/help.de.html",
      wordsIn: async (language) => (key) => `${language} ${key}`,
      async copy(text) {
        asked.push({ copy: text });
      },
      ...browser,
    },
    (next) => {
      state = next;
    },
  );
  return { model, asked, state: () => state };
}
