import * as v from "valibot";
import type { RefusedConsent } from "../../messaging/contract.ts";
import { patternOf } from "../sites.ts";
import { oneAtATime, type Store } from "../store.ts";
import type { ConsentSubject } from "./given-consents.ts";

const KEY = "refused-consents";
/**
 * How long the user is not asked again after the first no, and at most (ms). The wait doubles with every further no.
 */
const FIRST_WAIT = 60_000;
const LONGEST_WAIT = 86_400_000;
/** How long a no is remembered after its wait, so that the next wait is longer (ms). */
const REMEMBERED_FOR = 86_400_000;
/** How often a widget may take its question back by going away before that counts as a no. */
const TAKEN_BACK = 5;
/**
 * For how many widget origins a client's site may have a no before the user is not asked about its other widgets
 * either.
 */
const OF_A_SITE = 8;
/** How many refusals are remembered in all. */
const REMEMBERED = 200;

const Refused = v.object({
  partition: v.string(),
  client: v.string(),
  /** The origin of the widget's address. */
  widget: v.string(),
  /** How often in a row the user has said no, or nothing. */
  times: v.number(),
  /** How often in a row the widget went away while its question was open. */
  takenBack: v.number(),
  /** When the user may be asked again (epoch ms). */
  until: v.number(),
});
type Refused = v.InferOutput<typeof Refused>;

/**
 * The widgets to which the user has said no, or nothing. The user is not asked about them again until a growing wait
 * is over, or until they let the widget ask again in the popup. A widget chooses its own path, query and id, and can
 * reload itself. So a refusal is about its origin, in one client of one partition, whatever the account.
 *
 * Refusals are kept in memory and in storage that ends with the browser.
 * @param now epoch milliseconds
 * @param changed called when the user has let a widget ask again
 */
export function createRefusedConsents(
  store: Store,
  { now, changed }: { now: () => number; changed: () => void },
) {
  const inOrder = oneAtATime();
  let known: Refused[] | undefined;

  async function read(): Promise<Refused[]> {
    if (known) return known;
    const stored = v.safeParse(v.array(Refused), await store.get(KEY).catch(() => undefined));
    known = stored.success ? stored.output : [];
    return known;
  }

  /** Changes what is known about one subject. If storage does not take it, it is known for the worker's lifetime. */
  function edit(subject: ConsentSubject, change: (refused: Refused) => Refused | undefined): Promise<void> {
    return inOrder(async () => {
      const name = refusedOf(subject);
      const all = await read();
      const before = all.find((other) => isSame(other, name));
      const next = change(before ?? { ...name, times: 0, takenBack: 0, until: 0 });
      if (!before && !next) return;
      const others = all.filter((other) => other !== before && now() < other.until + REMEMBERED_FOR);
      known = [...others, ...(next ? [next] : [])].slice(-REMEMBERED);
      await store.set(KEY, known).catch(() => undefined);
    });
  }

  /** Says whether the user may be asked about a widget. */
  function mayAsk(subject: ConsentSubject): Promise<boolean> {
    return inOrder(async () => {
      const name = refusedOf(subject);
      const waiting = (await read()).filter((refused) => isWaiting(refused, now()));
      if (waiting.some((refused) => isSame(refused, name))) return false;
      const ofSite = waiting.filter(
        ({ partition, client }) => partition === name.partition && siteOf(client) === siteOf(name.client),
      );
      return ofSite.length < OF_A_SITE;
    });
  }

  /** The user has said no, or nothing. */
  function refuse(subject: ConsentSubject): Promise<void> {
    return edit(subject, (before) => refusedOnceMore(before, now()));
  }

  /** The widget went away while its question was open. */
  function takeBack(subject: ConsentSubject): Promise<void> {
    return edit(subject, (before) => {
      const takenBack = before.takenBack + 1;
      if (takenBack >= TAKEN_BACK) return refusedOnceMore(before, now());
      return { ...before, takenBack, until: Math.max(before.until, now()) };
    });
  }

  /** The user has allowed it. */
  function forget(subject: ConsentSubject): Promise<void> {
    return edit(subject, () => undefined);
  }

  /** The user lets a widget ask again. */
  async function letAsk({ partition, client, widget }: RefusedConsent): Promise<void> {
    await forget({ partition, client, widget, userId: "" });
    changed();
  }

  /** @returns a client's widgets that the user is not asked about at present */
  function ofClient(partition: string, client: string): Promise<RefusedConsent[]> {
    return inOrder(async () =>
      (await read())
        .filter((each) => each.partition === partition && each.client === client && isWaiting(each, now()))
        .map(({ widget }) => ({ partition, client, widget })),
    );
  }

  /** Forgets all refusals of a partition. */
  function forgetPartition(partition: string): Promise<void> {
    return inOrder(async () => {
      known = (await read()).filter((each) => each.partition !== partition);
      await store.set(KEY, known).catch(() => undefined);
    });
  }

  return { mayAsk, refuse, takeBack, forget, letAsk, ofClient, forgetPartition };
}

export type RefusedConsents = ReturnType<typeof createRefusedConsents>;

/** @returns what a no to this subject covers */
export function refusedOf({ partition, client, widget }: ConsentSubject): RefusedConsent {
  return { partition, client, widget: URL.canParse(widget) ? new URL(widget).origin : widget };
}

/** Says whether two refusals cover the same. */
export function isSame(a: RefusedConsent, b: RefusedConsent): boolean {
  return a.partition === b.partition && a.client === b.client && a.widget === b.widget;
}

function refusedOnceMore(before: Refused, now: number): Refused {
  const wait = Math.min(FIRST_WAIT * 2 ** before.times, LONGEST_WAIT);
  return { ...before, times: before.times + 1, takenBack: 0, until: now + wait };
}

function isWaiting({ times, until }: Refused, now: number): boolean {
  // No wait is longer than this. If one seems so, the clock was set back.
  return times > 0 && now < until && until - now <= LONGEST_WAIT;
}

/** A client's page may be served from any port of its host. */
function siteOf(client: string): string {
  return patternOf(client) ?? client;
}
