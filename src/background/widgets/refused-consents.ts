import * as v from "valibot";
import type { RefusedConsent } from "../../messaging/views/consents.ts";
import { patternOf } from "../site-pattern.ts";
import { oneAtATime, type Store } from "../store.ts";
import type { ConsentSubject } from "./given-consents.ts";
import {
  isSame,
  isWaiting,
  OF_A_SITE,
  Refused,
  type Refusing,
  refusedOf,
  refusedOnceMore,
  takenBackOnceMore,
} from "./refusal.ts";

const KEY = "refused-consents";
/** How long a no is remembered after its wait, so that the next wait is longer (ms). */
const REMEMBERED_FOR = 86_400_000;
/** How many refusals are remembered in all. */
const REMEMBERED = 200;

/**
 * The widgets to which the user has said no, or given no answer. The user is not asked about them again until a growing
 * wait is over, or until they let the widget ask again in the popup. A widget chooses its own path, query and id, and
 * can reload itself. So a refusal applies to its origin, in one client of one partition, whatever the account. Each
 * feature is refused separately, and has its own wait.
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

  /**
   * Changes the refusals of a subject, for each of its features. If they cannot be stored, they hold for the
   * background's lifetime.
   * @param change also gets the refusals of the same feature to other widgets of the client's site
   */
  function edit(
    subject: ConsentSubject,
    change: (refused: Refused, others: Refused[]) => Refused | undefined,
  ): Promise<void> {
    const name = refusedOf(subject);
    return inOrder(async () => {
      for (const feature of subject.features) {
        const all = await read();
        const before = all.find((other) => isSame(other, name) && other.feature === feature);
        const others = all.filter((other) => other !== before && now() < other.until + REMEMBERED_FOR);
        const ofSite = others.filter((other) => other.feature === feature && isOfSite(other, name));
        const next = change(before ?? { ...name, feature, times: 0, takenBack: 0, until: 0 }, ofSite);
        if (!before && !next) continue;
        await write([...others, ...(next ? [next] : [])]);
      }
    });
  }

  async function write(refused: Refused[]): Promise<void> {
    known = refused.slice(-REMEMBERED);
    await store.set(KEY, known).catch(() => undefined);
  }

  /** @returns the subject's features that the user may be asked about */
  function askable(subject: ConsentSubject): Promise<string[]> {
    const name = refusedOf(subject);
    return inOrder(async () => {
      const waiting = (await read()).filter((refused) => isWaiting(refused, now()));
      const ofSite = waiting.filter((each) => isOfSite(each, name));
      if (new Set(ofSite.map(({ client, widget }) => `${client} ${widget}`)).size >= OF_A_SITE) return [];
      const refused = waiting.filter((other) => isSame(other, name)).map(({ feature }) => feature);
      return subject.features.filter((feature) => !refused.includes(feature));
    });
  }

  /** The user has said no. */
  function refuse(subject: ConsentSubject): Promise<void> {
    return edit(subject, (before, others) => refusedOnceMore(before, others, now()));
  }

  /** The user has not answered, which counts as a no. */
  function letPass(subject: ConsentSubject): Promise<void> {
    return edit(subject, (before, others) => ({
      ...refusedOnceMore(before, others, now()),
      unanswered: true,
    }));
  }

  /** The widget went away while its question was open. */
  function takeBack(subject: ConsentSubject): Promise<void> {
    return edit(subject, (before, others) => takenBackOnceMore(before, others, now()));
  }

  /** The user has allowed the subject's features. */
  function forget(subject: ConsentSubject): Promise<void> {
    return edit(subject, () => undefined);
  }

  /** The user lets a widget ask again, about any feature. */
  async function letAsk(name: Refusing): Promise<void> {
    await forgetAll((each) => isSame(each, name));
    changed();
  }

  /** @returns a client's widgets that the user is not asked about at present, each with these features */
  function ofClient(partition: string, client: string): Promise<RefusedConsent[]> {
    return inOrder(async () => {
      const waiting = (await read()).filter(
        (each) => each.partition === partition && each.client === client && isWaiting(each, now()),
      );
      return [...new Set(waiting.map(({ widget }) => widget))].map((widget) => {
        const its = waiting.filter((each) => each.widget === widget);
        const unanswered = its.every((each) => each.unanswered);
        const features = its.map(({ feature }) => feature);
        return { partition, client, widget, features, ...(unanswered && { unanswered }) };
      });
    });
  }

  /** Forgets all refusals of a partition. */
  function forgetPartition(partition: string): Promise<void> {
    return forgetAll((each) => each.partition === partition);
  }

  function forgetAll(isMeant: (refused: Refused) => boolean): Promise<void> {
    return inOrder(async () => write((await read()).filter((each) => !isMeant(each))));
  }

  return { askable, refuse, letPass, takeBack, forget, letAsk, ofClient, forgetPartition };
}

export type RefusedConsents = ReturnType<typeof createRefusedConsents>;

/** Says whether two refusals are to widgets of one client's site. */
function isOfSite(a: Refusing, b: Refusing): boolean {
  return a.partition === b.partition && siteOf(a.client) === siteOf(b.client);
}

/** A client's page may be served from any port of its host. */
function siteOf(client: string): string {
  return patternOf(client) ?? client;
}
