import * as v from "valibot";
import { patternOf } from "../site-pattern.ts";
import { oneAtATime, type Store } from "../store.ts";
import type { ConsentSubject } from "./given-consents.ts";

const KEY = "promised-consents";
/** How long a widget may take to be loaded after its client was switched on for it (ms). */
const PROMISED_FOR = 86_400_000;
/** How many are remembered. The oldest go first. */
const REMEMBERED = 50;

const Promised = v.object({
  partition: v.string(),
  client: v.string(),
  widget: v.string(),
  /** What it has not asked for yet. */
  features: v.array(v.string()),
  /** The account that it was given for, or as which it was first asked for. No other has any of it. */
  userId: v.optional(v.string()),
  until: v.number(),
});
type Promised = v.InferOutput<typeof Promised>;

/** Which widgets the user has allowed what, before it is known as which account they act. */
export interface Naming {
  partition: string;
  /** The origin of the client's page. */
  client: string;
  /** The addresses that the popup has shown. */
  widgets: string[];
  features: string[];
  /** The account that the popup has shown beside them, if it has. */
  userId?: string | undefined;
}

/**
 * What the user has allowed the widgets that the popup named as their client was switched on. Nobody is logged in then,
 * as far as Postdate can see. So each is promised, and becomes a consent when that widget, in that client and partition,
 * first asks; it is then that account's alone. Kept in memory that ends with the browser.
 * @param now epoch milliseconds
 */
export function createPromisedConsents(store: Store, now: () => number) {
  const inOrder = oneAtATime();

  async function read(): Promise<Promised[]> {
    const stored = v.safeParse(v.array(Promised), await store.get(KEY));
    const all = stored.success ? stored.output : [];
    // No promise is longer than this. If one seems so, the clock was set back.
    return all.filter(({ until }) => now() < until && until - now() <= PROMISED_FOR);
  }

  /**
   * Promises these features to each of the widgets, as one account: the one named, or whoever the user turns out to be.
   * A widget without a web address has nothing to be known by.
   */
  function promise({ partition, client, widgets, features, userId }: Naming): Promise<void> {
    const until = now() + PROMISED_FOR;
    const fresh = widgets
      .filter((widget) => patternOf(widget) !== undefined)
      .map((widget) => ({ partition, client, widget, features, ...(userId && { userId }), until }));
    return inOrder(async () => {
      const others = (await read()).filter((old) => !fresh.some((each) => isSame(old, each)));
      await store.set(KEY, [...others, ...fresh].slice(-REMEMBERED));
    });
  }

  /** @returns those of the subject's features that were promised. They are promised no longer: each is given once */
  function take(subject: ConsentSubject): Promise<string[]> {
    return inOrder(async () => {
      const all = await read();
      const its = all.find(
        (each) => isSame(each, subject) && (each.userId ?? subject.userId) === subject.userId,
      );
      const taken = its?.features.filter((feature) => subject.features.includes(feature)) ?? [];
      if (!its || taken.length === 0) return [];
      const features = its.features.filter((feature) => !taken.includes(feature));
      const left = { ...its, features, userId: subject.userId };
      await store.set(
        KEY,
        all.flatMap((each) => (each !== its ? [each] : features.length > 0 ? [left] : [])),
      );
      return taken;
    });
  }

  /** Forgets what was promised in a site's clients, because it is switched off. */
  const forgetSite = (pattern: string) => forget(({ client }) => patternOf(client) === pattern);

  /** Forgets what was promised to a widget and not given yet, because the user has taken back what was. */
  const forgetWidget = (widget: Named) => forget((promised) => isSame(promised, widget));

  /** Forgets what was promised in clients whose site is off: the user has taken the permission away in the browser. */
  async function forgetWhereOff(isOn: (origin: string) => Promise<boolean>): Promise<void> {
    const clients = [...new Set((await read()).map(({ client }) => client))];
    const on = await Promise.all(clients.map(isOn));
    const off = clients.filter((_, at) => !on[at]);
    if (off.length > 0) await forget(({ client }) => off.includes(client));
  }

  /** Forgets what was promised in a partition. */
  const forgetPartition = (name: string) => forget(({ partition }) => partition === name);

  function forget(isMeant: (promised: Promised) => boolean): Promise<void> {
    return inOrder(async () => {
      const all = await read();
      if (all.length > 0)
        await store.set(
          KEY,
          all.filter((each) => !isMeant(each)),
        );
    });
  }

  return { promise, take, forgetSite, forgetWidget, forgetWhereOff, forgetPartition };
}

export type PromisedConsents = ReturnType<typeof createPromisedConsents>;

type Named = Pick<Promised, "partition" | "client" | "widget">;

function isSame(a: Named, b: Named): boolean {
  return a.partition === b.partition && a.client === b.client && a.widget === b.widget;
}
