import type { PageQuestion } from "../../messaging/page-contract.ts";
import type { Choices } from "../choices.ts";
import { outcomeOf } from "../delays/refusals.ts";
import { patternOf } from "../site-pattern.ts";
import type { Sites } from "../sites.ts";
import type { PromisedConsents } from "../widgets/promised-consents.ts";
import type { TabPage } from "./client-in-tab.ts";
import type { Handlers } from "./page-handlers.ts";

/** What the answers to questions about sites need. */
export interface SiteParts {
  sites: Pick<Sites, "all" | "isOn" | "switchOn" | "giveUp" | "requireOwn" | "switchOff">;
  choices: Pick<Choices, "keep" | "drop" | "refusedOver" | "settle">;
  promisedConsents: Pick<PromisedConsents, "forgetSite">;
  browser: {
    /** The URL and partition of a tab, if the extension may see them. */
    tabPage(tabId: number): Promise<TabPage | undefined>;
  };
  /** Epoch milliseconds. */
  now: () => number;
}

/** Answers questions about which sites are on, and switches them on and off. */
export function createSiteMessages(
  parts: SiteParts,
): Handlers<"sites-on" | "switch-site" | "protect" | "drop-choice" | "was-refused"> {
  const { sites, choices, promisedConsents, browser, now } = parts;
  const outcome = (task: () => Promise<void>) => outcomeOf(task, now);

  /**
   * The whole choice is stored before the site, so that it is there when the site is granted. The browser says which
   * partition it is; if it does not, no widget is allowed anything.
   */
  async function protect({ ask: _, tabId, reload, ...choice }: PageQuestion<"protect">): Promise<void> {
    const page = tabId === undefined ? undefined : await browser.tabPage(tabId);
    const shown = page && patternOf(page.url);
    await choices.keep({
      ...choice,
      widgets: patternOf(choice.client) === choice.site ? choice.widgets : [],
      ...(tabId !== undefined && { tabId }),
      ...(page && { partition: page.partition }),
      ...(reload && shown !== undefined && { reload: shown }),
    });
    if (!(await sites.isOn(choice.site.replace(/\/\*$/, "")))) await sites.switchOn(choice.site);
    // Not awaited: the popup asks the browser next, and a reload takes seconds.
    void choices.settle().catch(() => undefined);
  }

  /** Drops any earlier choice: grants for this site must not make that one take effect. */
  async function switchOn(site: string): Promise<void> {
    await choices.drop();
    await sites.switchOn(site);
  }

  async function wasRefused(tabId: number): Promise<boolean> {
    const site = await choices.refusedOver(tabId);
    if (site !== undefined) await sites.giveUp(site);
    return site !== undefined;
  }

  async function switchOff(site: string): Promise<void> {
    await sites.requireOwn(site);
    await choices.drop();
    await promisedConsents.forgetSite(site);
    await sites.switchOff(site);
  }

  return {
    "sites-on": async () => [...(await sites.all())],
    "switch-site": ({ site, on }) => outcome(() => (on ? switchOn(site) : switchOff(site))),
    protect: (choice) => outcome(() => protect(choice)),
    "drop-choice": () => outcome(() => choices.drop()),
    "was-refused": ({ tabId }) => wasRefused(tabId),
  };
}
