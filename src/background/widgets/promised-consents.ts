import * as v from "valibot";
import { patternOf } from "../site-pattern.ts";
import { oneAtATime, type Store } from "../store.ts";
import type { ConsentSubject } from "./given-consents.ts";

const KEY = "promised-consents";
/** How long a promise holds after the client was switched on (ms): the widget has to load by then. */
const PROMISED_FOR = 86_400_000;
/** How many promises are remembered. The oldest are forgotten first. */
const REMEMBERED = 50;

const Promised = v.object({
  partition: v.string(),
  client: v.string(),
  widget: v.string(),
  /** The features that the widget has not asked for yet. */
  features: v.array(v.string()),
  /** The account for which the promise was made, or first redeemed. It holds for no other. */
  userId: v.optional(v.string()),
  until: v.number(),
});
type Promised = v.InferOutput<typeof Promised>;

/** The widgets that the user has allowed these features, before it is known for which account they act. */
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
 * The consents to widgets that the popup named when their client was switched on. As far as Postdate can see, nobody is
 * logged in at that time. So each consent is promised: it comes into force when that widget, in that client and
 * partition, first asks, and only for the account that the widget then has. Promises are in memory that ends with the
 * browser.
 * @param now epoch milliseconds
 */
export function createPromisedConsents(store: Store, now: () => number) {
  const inOrder = oneAtATime();

  async function read(): Promise<Promised[]> {
    const stored = v.safeParse(v.array(Promised), await store.get(KEY));
    const all = stored.success ? stored.output : [];
    // No promise lasts longer than this. If one seems to, the clock was set back.
    return all.filter(({ until }) => now() < until && until - now() <= PROMISED_FOR);
  }

  /**
   * Promises these features to each of the widgets, for one account: the named one, or the first that is known. A
   * widget without a web address cannot be recognised, and gets none.
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

  /** Redeems promises, each of them once. @returns the subject's features that were promised */
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

  /** Forgets the promises in a site's clients, because the site is switched off. */
  const forgetSite = (pattern: string) => forget(({ client }) => patternOf(client) === pattern);

  /** Forgets the open promises to a widget, because the user has revoked its consent. */
  const forgetWidget = (widget: Named) => forget((promised) => isSame(promised, widget));

  /** Forgets the promises in clients whose site is off: the user has revoked the permission in the browser. */
  async function forgetWhereOff(isOn: (origin: string) => Promise<boolean>): Promise<void> {
    const clients = [...new Set((await read()).map(({ client }) => client))];
    const on = await Promise.all(clients.map(isOn));
    const off = clients.filter((_, at) => !on[at]);
    if (off.length > 0) await forget(({ client }) => off.includes(client));
  }

  /** Forgets the promises of a partition. */
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
