import * as v from "valibot";
import { isWithin } from "../delayed-events/times.ts";
import { GRANTED_WITHIN } from "./chosen-sites.ts";
import { patternOf } from "./site-pattern.ts";
import { oneAtATime, type Store } from "./store.ts";

const KEY = "choice";

const Choice = v.object({
  /** The match pattern of the client's site. */
  site: v.string(),
  /** Everything that the browser was asked for on the same click, as match patterns. */
  patterns: v.array(v.string()),
  since: v.number(),
  tabId: v.optional(v.number()),
  /** The match pattern of the page that is to be reloaded; absent if none is. */
  reload: v.optional(v.string()),
  /** Absent where the tab's partition is not known: then nothing is allowed to any widget. */
  partition: v.optional(v.string()),
  /** The origin of the client's page. */
  client: v.string(),
  widgets: v.array(v.string()),
  features: v.array(v.string()),
  userId: v.optional(v.string()),
});
/** What one click in the popup has chosen, until the browser has granted what that takes. */
export type Choice = v.InferOutput<typeof Choice>;

/** What a choice leads to, and what it waits for. */
export interface ChoiceParts {
  /** Memory that ends with the browser, since a tab's id does. */
  store: Store;
  /** Returns which of these patterns the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
  isOn(origin: string): Promise<boolean>;
  /** Allows the widgets that the click has named. */
  allow(choice: Choice & { partition: string }): Promise<void>;
  /** Returns a tab's page, if the extension may see it. */
  tabPage(tabId: number): Promise<{ url: string } | undefined>;
  /** Reloads a tab's page. Resolves when it has loaded. */
  reloadTab(tabId: number): Promise<void>;
  /** Called once the choice has come into effect. */
  changed: () => void;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * What the user has chosen beyond a site: that its tab is reloaded, and that its widgets are allowed. It is stored before
 * the browser asks, because Chromium closes the popup then, and comes into effect once everything is granted that was
 * asked for on that click. The latest choice is the only one.
 */
export function createChoices({
  store,
  granted,
  isOn,
  allow,
  tabPage,
  reloadTab,
  changed,
  now,
}: ChoiceParts) {
  const inOrder = oneAtATime();

  /** Stores a choice in place of the last one. */
  function keep(choice: Omit<Choice, "since">): Promise<void> {
    return inOrder(() => store.set(KEY, { ...choice, since: now() }));
  }

  /** Forgets the choice, because the browser was not allowed what it takes. */
  function drop(): Promise<void> {
    return inOrder(() => store.remove(KEY));
  }

  /**
   * Forgets a choice that was made over this tab and is not granted. Chromium's question closes the popup and keeps its
   * window busy, so whoever has the popup over the same tab again has answered; of a refusal, Chromium tells nobody.
   * @returns the match pattern of the choice's site; nothing if none was waiting there
   */
  function refusedOver(tabId: number): Promise<string | undefined> {
    return inOrder(async () => {
      const stored = v.safeParse(Choice, await store.get(KEY));
      if (!stored.success || stored.output.tabId !== tabId) return undefined;
      const { site, patterns, since } = stored.output;
      // Granted, it comes into effect at any moment.
      if ((await granted(patterns)).length === patterns.length) return undefined;
      await store.remove(KEY);
      return isWithin(GRANTED_WITHIN, since, now()) ? site : undefined;
    });
  }

  /** Does what was chosen, if everything is granted by now. It runs whenever something was granted. */
  async function settle(): Promise<void> {
    const choice = await inOrder(takeGranted);
    if (!choice) return;
    const { partition } = choice;
    if (partition !== undefined && choice.widgets.length > 0) await allow({ ...choice, partition });
    await reload(choice).catch(() => undefined);
    changed();
  }

  /** The tab may show something else by now, which nobody wanted reloaded. */
  async function reload({ tabId, reload: page }: Choice): Promise<void> {
    if (tabId === undefined || page === undefined) return;
    const url = (await tabPage(tabId))?.url;
    if (url !== undefined && patternOf(url) === page) await reloadTab(tabId);
  }

  async function takeGranted(): Promise<Choice | undefined> {
    const stored = v.safeParse(Choice, await store.get(KEY));
    if (!stored.success) return undefined;
    const { site, patterns, since } = stored.output;
    if (isWithin(GRANTED_WITHIN, since, now())) {
      const isWhole = (await granted(patterns)).length === patterns.length;
      if (!isWhole || !(await isOn(site.replace(/\/\*$/, "")))) return undefined;
    }
    await store.remove(KEY);
    return isWithin(GRANTED_WITHIN, since, now()) ? stored.output : undefined;
  }

  /** Forgets a choice that was made in this partition. */
  async function forgetPartition(partition: string): Promise<void> {
    await inOrder(async () => {
      const stored = v.safeParse(Choice, await store.get(KEY));
      if (stored.success && stored.output.partition === partition) await store.remove(KEY);
    });
  }

  return { keep, drop, refusedOver, settle, forgetPartition };
}

export type Choices = ReturnType<typeof createChoices>;
