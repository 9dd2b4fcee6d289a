import * as v from "valibot";
import { isWithin } from "../delayed-events/times.ts";
import { GRANTED_WITHIN } from "./chosen-sites.ts";
import { patternOf } from "./site-pattern.ts";
import { oneAtATime, type Store } from "./store.ts";

const KEY = "choice";

const Choice = v.object({
  /** The match pattern of the client's site. */
  site: v.string(),
  /** Everything that the browser was asked to grant on the same click, as match patterns. */
  patterns: v.array(v.string()),
  since: v.number(),
  tabId: v.optional(v.number()),
  /** The match pattern of the page to reload; absent if there is none. */
  reload: v.optional(v.string()),
  /** Absent if the tab's partition is not known: then no widget is allowed anything. */
  partition: v.optional(v.string()),
  /** The origin of the client's page. */
  client: v.string(),
  widgets: v.array(v.string()),
  features: v.array(v.string()),
  userId: v.optional(v.string()),
});
/** The user's choice with one click in the popup, until the browser has granted what it needs. */
export type Choice = v.InferOutput<typeof Choice>;

/** What choices need: storage, the grants that they wait for, and their effects. */
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
 * What the user has chosen besides a site: to reload its tab, and to allow its widgets. The choice is stored before the
 * browser asks, because Chromium closes the popup then, and takes effect once everything requested by that click is
 * granted. Only the latest choice counts.
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

  /** Drops the choice, because the user did not grant what it needs. */
  function drop(): Promise<void> {
    return inOrder(() => store.remove(KEY));
  }

  /**
   * Drops a choice that was made over this tab and is not granted. Chromium's question closes the popup and blocks its
   * window, so a popup that is open over the same tab again shows that the user has answered; Chromium does not report
   * a refusal.
   * @returns the match pattern of the choice's site; nothing if none was waiting there
   */
  function refusedOver(tabId: number): Promise<string | undefined> {
    return inOrder(async () => {
      const stored = v.safeParse(Choice, await store.get(KEY));
      if (!stored.success || stored.output.tabId !== tabId) return undefined;
      const { site, patterns, since } = stored.output;
      // Everything is granted, so the choice is about to take effect.
      if ((await granted(patterns)).length === patterns.length) return undefined;
      await store.remove(KEY);
      return isWithin(GRANTED_WITHIN, since, now()) ? site : undefined;
    });
  }

  /** Carries out the choice, if everything is granted by now. Runs whenever something was granted. */
  async function settle(): Promise<void> {
    const choice = await inOrder(takeGranted);
    if (!choice) return;
    const { partition } = choice;
    if (partition !== undefined && choice.widgets.length > 0) await allow({ ...choice, partition });
    await reload(choice).catch(() => undefined);
    changed();
  }

  /** Reloads the tab, unless it shows another page by now. */
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
