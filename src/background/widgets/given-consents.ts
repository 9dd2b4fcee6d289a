import * as v from "valibot";
import { DELAYED_EVENTS } from "../../features/delayed-events/names.ts";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { GivenConsent } from "../../messaging/views/consents.ts";
import { isFor, type PresetReader } from "../preset.ts";
import { oneAtATime, type Store } from "../store.ts";
import { withPresentNames } from "../stored-names.ts";
import { StoredTime } from "../times.ts";

const KEY = "consents";
/** How many consents are remembered for one client, and in all. The oldest are forgotten first. */
const OF_A_CLIENT = 50;
const IN_ALL = 500;

const Given = v.object({
  /** Absent in consents that were stored before they had a partition. */
  partition: v.optional(v.string(), DEFAULT_PARTITION),
  client: v.string(),
  userId: v.string(),
  widget: v.string(),
  /** Absent in consents that were stored while there was one feature. */
  features: v.optional(v.array(v.string()), [DELAYED_EVENTS]),
  givenAt: StoredTime,
});

/**
 * What a consent applies to: the widget (by its address without query and fragment), in this client of this partition,
 * for this account.
 */
export type ConsentHolder = Omit<GivenConsent, "features" | "givenAt">;

/** The same, and the ids of the features that it wants. */
export type ConsentSubject = Omit<GivenConsent, "givenAt">;

/**
 * The consents that the user gave with "always", one for each widget, with its features. Those of private windows are
 * in memory only, and end with the last private window. A consent holds only in the partition in which it was given; a
 * consent that an administrator has preset holds in all of them.
 * @param stores `persistent` survives the browser; `inMemory` does not
 * @param now epoch milliseconds
 * @param changed called after every change
 */
export function createGivenConsents(
  stores: { persistent: Store; inMemory: Store },
  { now, changed, preset }: { now: () => number; changed: () => void; preset?: PresetReader },
) {
  const inOrder = oneAtATime();
  const storeFor = (partition: string) =>
    partition === PRIVATE_PARTITION ? stores.inMemory : stores.persistent;

  async function read(store: Store): Promise<GivenConsent[]> {
    const consents = await store.get(KEY);
    const named = Array.isArray(consents) ? consents.map(withPresentNames) : consents;
    const stored = v.safeParse(v.array(Given), named);
    return stored.success ? stored.output : [];
  }

  /**
   * @returns the consents that a window of this partition shows: private ones in private windows, the rest in all
   *   others
   */
  function seenFrom(partition: string): Promise<GivenConsent[]> {
    return read(storeFor(partition));
  }

  /** @returns the features that this widget is always allowed */
  async function featuresOf(holder: ConsentHolder): Promise<string[]> {
    const given =
      (await seenFrom(holder.partition)).find((consent) => isSame(consent, holder))?.features ?? [];
    const decided = (await preset?.get())?.consents.filter((consent) => isFor(consent, holder)) ?? [];
    return [...new Set([...given, ...decided.flatMap(({ features }) => features)])];
  }

  /** Adds the features to those that the widget is always allowed. */
  function give({ partition, client, userId, widget, features }: ConsentSubject): Promise<void> {
    const holder = { partition, client, userId, widget };
    return edit(partition, (consents) => {
      const before = consents.find((other) => isSame(other, holder))?.features ?? [];
      const consent = { ...holder, features: [...new Set([...before, ...features])], givenAt: now() };
      const all = [...consents.filter((other) => !isSame(other, consent)), consent];
      const ofClient = all.filter((other) => other.partition === partition && other.client === client);
      const old = new Set(ofClient.slice(0, -OF_A_CLIENT));
      return all.filter((other) => !old.has(other)).slice(-IN_ALL);
    });
  }

  /** Revokes a consent, with all its features. Open widgets keep their features until they reload. */
  function revoke(holder: ConsentHolder): Promise<void> {
    return edit(holder.partition, (consents) => consents.filter((consent) => !isSame(consent, holder)));
  }

  /** Forgets all consents of a partition. */
  function forgetPartition(partition: string): Promise<void> {
    return edit(partition, (consents) => consents.filter((consent) => consent.partition !== partition));
  }

  async function edit(
    partition: string,
    change: (consents: GivenConsent[]) => GivenConsent[],
  ): Promise<void> {
    const store = storeFor(partition);
    await inOrder(async () => store.set(KEY, change(await read(store))));
    changed();
  }

  return { seenFrom, featuresOf, give, revoke, forgetPartition };
}

export type GivenConsents = ReturnType<typeof createGivenConsents>;

/** Says whether two consents are about the same widget, client, account and partition. */
export function isSame(a: ConsentHolder, b: ConsentHolder): boolean {
  return (
    a.partition === b.partition && a.client === b.client && a.userId === b.userId && a.widget === b.widget
  );
}
