import * as v from "valibot";
import { DELAYED_EVENTS } from "../../features/delayed-events/names.ts";
import type { ConsentHolder } from "./given-consents.ts";

/**
 * How long the user is not asked again after the first no, and at most (ms). The wait doubles with every further no.
 */
const FIRST_WAIT = 60_000;
const LONGEST_WAIT = 86_400_000;
/** How often a widget may go away while its question is open before that counts as a no. */
const TAKEN_BACK = 5;
/** How often all widgets of a client's site may do so. */
const TAKEN_BACK_IN_ALL = 20;
/**
 * The number of refused widget origins after which the user is not asked about any other widget of a client's site
 * either. From then on, each further origin's first wait is twice as long as the previous origin's: a widget has an
 * origin for each port, and perhaps for each subdomain.
 */
export const OF_A_SITE = 8;

/** One widget's refusal of one feature, as it is stored. */
export const Refused = v.object({
  partition: v.string(),
  client: v.string(),
  /** The origin of the widget's address. */
  widget: v.string(),
  /** Absent in refusals that were stored while there was one feature. */
  feature: v.optional(v.string(), DELAYED_EVENTS),
  /** How often in a row the user has said no, or not answered. */
  times: v.number(),
  /** How often in a row the widget went away while its question was open. */
  takenBack: v.number(),
  /** Whether the user's last no was a missing answer. */
  unanswered: v.optional(v.boolean()),
  /** When the user may be asked again (epoch ms). */
  until: v.number(),
});
export type Refused = v.InferOutput<typeof Refused>;
/** What a refusal applies to. */
export type Refusing = Pick<Refused, "partition" | "client" | "widget">;

/** @returns what a no to this widget applies to */
export function refusedOf({ partition, client, widget }: ConsentHolder): Refusing {
  return { partition, client, widget: URL.canParse(widget) ? new URL(widget).origin : widget };
}

/** Says whether two refusals are about the same widget, whatever the feature. */
export function isSame(a: Refusing, b: Refusing): boolean {
  return a.partition === b.partition && a.client === b.client && a.widget === b.widget;
}

/**
 * @param others the refusals of other widgets of the client's site
 * @returns the refusal after another no; the wait doubles
 */
export function refusedOnceMore(before: Refused, others: readonly Refused[], now: number): Refused {
  const refusedOthers = others.filter(({ times }) => times > 0).length;
  const times = Math.max(before.times, refusedOthers - OF_A_SITE + 1);
  const wait = Math.min(FIRST_WAIT * 2 ** times, LONGEST_WAIT);
  return { ...before, times: times + 1, takenBack: 0, until: now + wait, unanswered: false };
}

/**
 * @param others the refusals of other widgets of the client's site
 * @returns the refusal after the widget has gone away again
 */
export function takenBackOnceMore(before: Refused, others: readonly Refused[], now: number): Refused {
  const takenBack = before.takenBack + 1;
  const inAll = others.reduce((sum, other) => sum + other.takenBack, takenBack);
  if (takenBack >= TAKEN_BACK || inAll >= TAKEN_BACK_IN_ALL) return refusedOnceMore(before, others, now);
  return { ...before, takenBack, until: Math.max(before.until, now) };
}

/** Says whether the wait after a refusal is not over yet. */
export function isWaiting({ times, until }: Refused, now: number): boolean {
  // No wait is longer than this. If one seems to be, the clock was set back.
  return times > 0 && now < until && until - now <= LONGEST_WAIT;
}
