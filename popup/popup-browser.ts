import type { PageMessage } from "../src/messaging/page-contract.ts";
import type { ReportLanguage } from "../src/messaging/views/options.ts";
import type { Words } from "../ui/words-in.ts";

/** What the popup needs from the browser. */
export interface PopupBrowser {
  /** Asks the background. */
  ask(message: PageMessage): Promise<unknown>;
  /** Requests permission for these match patterns; must come from a click. */
  request(patterns: string[]): Promise<boolean>;
  /**
   * True if the prompt closes the popup, and may come some seconds after the click; false if `request` must be called
   * straight from the click.
   */
  questionClosesPopup: boolean;
  /** The tab that the popup is about. */
  tabId(): Promise<number | undefined>;
  /** Reloads a tab's page; resolves when it has loaded. */
  reloadTab(tabId: number): Promise<void>;
  /** Opens a page of the extension in a new tab. */
  openPage(path: string): Promise<void>;
  /** The path of the help in the popup's language. */
  helpPage: string;
  /** Puts a text on the clipboard; must come within some seconds of a click. */
  copy(text: string): Promise<void>;
  /** @returns the messages of a language */
  wordsIn(language: ReportLanguage): Promise<Words>;
}
