import * as v from "valibot";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../messaging/sender.ts";
import { remembered } from "./remembered.ts";
import { oneAtATime, type Store } from "./store.ts";

const KEY = "site-needs";
/** How many patterns are remembered for one site. The oldest are forgotten first. */
const OF_A_SITE = 50;

const Stored = v.record(v.string(), v.array(v.string()));
type Needs = v.InferOutput<typeof Stored>;

/**
 * The other sites that each site that is on needs: its homeservers and its widgets, as match patterns. They show which
 * permissions to give back when the site is switched off. The needs of private windows are in memory only.
 */
export function createSiteNeeds(stores: { persistent: Store; inMemory: Store }) {
  const inOrder = oneAtATime();
  const areas = {
    persistent: remembered(() => read(stores.persistent)),
    inMemory: remembered(() => read(stores.inMemory)),
  };

  async function read(store: Store): Promise<Needs> {
    const stored = v.safeParse(Stored, await store.get(KEY));
    return stored.success ? stored.output : {};
  }

  /** Notes that a site needs these. It runs for every request of a client, so it writes only new patterns. */
  async function note(site: string, patterns: string[], partition = DEFAULT_PARTITION): Promise<void> {
    const area = partition === PRIVATE_PARTITION ? "inMemory" : "persistent";
    const isNew = (known: Needs) => (pattern: string) => pattern !== site && !known[site]?.includes(pattern);
    if (!patterns.some(isNew(await areas[area].get()))) return;
    await edit(area, (needs) => {
      const added = patterns.filter(isNew(needs));
      return { ...needs, [site]: [...(needs[site] ?? []), ...added].slice(-OF_A_SITE) };
    });
  }

  /** @returns what these sites need */
  async function of(sites: readonly string[]): Promise<string[]> {
    const all = await Promise.all(Object.values(areas).map(({ get }) => get()));
    return [...new Set(all.flatMap((needs) => sites.flatMap((site) => needs[site] ?? [])))];
  }

  /** Forgets what a site needed. */
  async function forget(site: string): Promise<void> {
    for (const area of ["persistent", "inMemory"] as const)
      if (Object.hasOwn(await areas[area].get(), site))
        await edit(area, ({ [site]: _, ...others }) => others);
  }

  /** Forgets what private windows needed. */
  async function forgetPartition(partition: string): Promise<void> {
    if (partition === PRIVATE_PARTITION) await edit("inMemory", () => ({}));
  }

  function edit(area: keyof typeof stores, change: (needs: Needs) => Needs): Promise<void> {
    const store = stores[area];
    return inOrder(async () => store.set(KEY, change(await read(store)))).finally(areas[area].forget);
  }

  return { note, of, forget, forgetPartition };
}

export type SiteNeeds = ReturnType<typeof createSiteNeeds>;
