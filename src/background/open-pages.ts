import * as v from "valibot";
import type { Store } from "./store.ts";

/**
 * Where the content scripts run, as match patterns: the sites that are switched on, and all other granted sites,
 * which may hold their widgets.
 */
export interface ScriptPlaces {
  hosts: string[];
  widgets: string[];
}

/**
 * Injects the content scripts into pages of these places that are already open. A page that is older than `since` (epoch
 * ms) was open before the extension was there.
 */
export type InjectScripts = (places: ScriptPlaces, since: number) => Promise<void>;

const KEY = "injected";
const Places = { hosts: v.array(v.string()), widgets: v.array(v.string()) };
const Injected = v.object({ ...Places, since: v.number() });
type Injected = v.InferOutput<typeof Injected>;

/**
 * Injects the content scripts into open pages that may lack them. The places whose pages have them are noted in
 * `storage.session`, which ends when the scripts in open pages do: with the browser, or when the extension is switched off
 * or replaced. So a new worker completes what the last one did not finish, and what happened while the extension was off.
 * @param now epoch milliseconds
 */
export function createOpenPages(store: Store, inject: InjectScripts, now: () => number) {
  let isWithBrowser = false;
  let latest: ScriptPlaces | undefined;

  async function read(): Promise<Injected | undefined> {
    const stored = v.safeParse(Injected, await store.get(KEY).catch(() => undefined));
    return stored.success ? stored.output : undefined;
  }

  /** If it cannot be stored, the next worker injects the scripts once more. */
  async function note(injected: Injected): Promise<void> {
    await store.set(KEY, injected).catch(() => undefined);
  }

  /**
   * The scripts are registered in these places and no others.
   * @param isNew whether any of the places are new
   * @returns nothing if every open page has them; otherwise a function that injects them, to be called at once. It is not
   *   awaited here: one hanging page would hold up everything
   */
  async function settle(places: ScriptPlaces, isNew: boolean): Promise<(() => Promise<void>) | undefined> {
    latest = places;
    const before = await read();
    const isNothing = places.hosts.length === 0;
    const since = before?.since ?? (isWithBrowser || isNothing ? 0 : now());
    const isDone = before ? isIn(places, before) : isWithBrowser;
    if (isNothing || (isDone && !isNew)) {
      // A place that is no longer among them counts as new when it returns.
      if (!before || !isIn(before, places)) await note({ ...places, since });
      return undefined;
    }
    if (!before) await note({ hosts: [], widgets: [], since });
    return () => injectAndNote(places, since);
  }

  async function injectAndNote(places: ScriptPlaces, since: number): Promise<void> {
    await inject(places, since);
    // The pages from before are marked by now. If the clock is set back, no later page may count as one of them.
    if (latest === places) await note({ ...places, since: 0 });
  }

  /** The extension was updated: open pages need its new scripts. */
  const updated = (places: ScriptPlaces) => inject(places, 0);

  /** The browser has started, and the extension with it: every page has had its scripts from the start. */
  function browserStarted(): void {
    isWithBrowser = true;
  }

  return { settle, updated, browserStarted };
}

export type OpenPages = ReturnType<typeof createOpenPages>;

/** Says whether all pages of these places have their scripts if those of the other places have. */
function isIn({ hosts, widgets }: ScriptPlaces, those: ScriptPlaces): boolean {
  return (
    hosts.every((place) => those.hosts.includes(place)) &&
    widgets.every((place) => those.hosts.includes(place) || those.widgets.includes(place))
  );
}
