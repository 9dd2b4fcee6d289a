import * as v from "valibot";
import type { GivenConsent } from "../../messaging/contract.ts";
import { DEFAULT_WORLD, PRIVATE_WORLD } from "../../messaging/sender.ts";
import { oneAtATime, type Store } from "../store.ts";
import { StoredTime } from "../times.ts";

const KEY = "consents";
/** How many are remembered of one client, and in all; the oldest go first. */
const OF_A_CLIENT = 50;
const IN_ALL = 500;

const Given = v.object({
  /** Absent in what was stored before worlds were told apart here. */
  world: v.optional(v.string(), DEFAULT_WORLD),
  client: v.string(),
  userId: v.string(),
  widget: v.string(),
  givenAt: StoredTime,
});

/** Who is allowed: the widget (by its address without query and fragment), in this client of this world, as this account. */
export type ConsentSubject = Omit<GivenConsent, "givenAt">;

/**
 * The consents that were given for always. One of a private window is in memory alone, and ends with the last of these; a
 * consent holds in the world in which it was given and in no other.
 * @param stores `lasting` survives the browser, `fleeting` does not
 * @param now epoch milliseconds
 * @param changed is called after every change
 */
export function createGivenConsents(
  stores: { lasting: Store; fleeting: Store },
  { now, changed }: { now: () => number; changed: () => void },
) {
  const inOrder = oneAtATime();
  const storeFor = (world: string) => (world === PRIVATE_WORLD ? stores.fleeting : stores.lasting);

  async function read(store: Store): Promise<GivenConsent[]> {
    const stored = v.safeParse(v.array(Given), await store.get(KEY));
    return stored.success ? stored.output : [];
  }

  /** @returns what is seen from a window of this world: private ones see what is private, and others see the rest */
  function seenFrom(world: string): Promise<GivenConsent[]> {
    return read(storeFor(world));
  }

  async function has(subject: ConsentSubject): Promise<boolean> {
    return (await seenFrom(subject.world)).some((consent) => isSame(consent, subject));
  }

  function give({ world, client, userId, widget }: ConsentSubject): Promise<void> {
    const consent = { world, client, userId, widget, givenAt: now() };
    return edit(world, (consents) => {
      const all = [...consents.filter((other) => !isSame(other, consent)), consent];
      const ofClient = all.filter((other) => other.world === world && other.client === client);
      const old = new Set(ofClient.slice(0, -OF_A_CLIENT));
      return all.filter((other) => !old.has(other)).slice(-IN_ALL);
    });
  }

  /** Takes a consent back. Widgets that are open keep theirs until they load anew. */
  function revoke(subject: ConsentSubject): Promise<void> {
    return edit(subject.world, (consents) => consents.filter((consent) => !isSame(consent, subject)));
  }

  /** Forgets all consents of a world. */
  function forgetWorld(world: string): Promise<void> {
    return edit(world, (consents) => consents.filter((consent) => consent.world !== world));
  }

  async function edit(world: string, change: (consents: GivenConsent[]) => GivenConsent[]): Promise<void> {
    const store = storeFor(world);
    await inOrder(async () => store.set(KEY, change(await read(store))));
    changed();
  }

  return { seenFrom, has, give, revoke, forgetWorld };
}

export type GivenConsents = ReturnType<typeof createGivenConsents>;

/** Says whether two are about the same widget, client and account, in one world. */
export function isSame(a: ConsentSubject, b: ConsentSubject): boolean {
  return a.world === b.world && a.client === b.client && a.userId === b.userId && a.widget === b.widget;
}
