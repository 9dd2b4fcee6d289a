import type { PageAnswers, PageMessage, PageQuestion } from "../../messaging/page-contract.ts";

type Ask = PageMessage["ask"];

/** The handler of each question that one of the extension's pages may ask, or of some. */
export type Handlers<Asks extends Ask = Ask> = {
  [Each in Asks]: (message: PageQuestion<Each>) => Promise<PageAnswers[Each]>;
};
