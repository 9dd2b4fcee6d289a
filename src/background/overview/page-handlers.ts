import type { PageAnswers, PageMessage, PageQuestion } from "../../messaging/page-contract.ts";

type Ask = PageMessage["ask"];

/** The handlers of all questions that the extension's pages may ask, or of some of them. */
export type Handlers<Asks extends Ask = Ask> = {
  [Each in Asks]: (message: PageQuestion<Each>) => Promise<PageAnswers[Each]>;
};
