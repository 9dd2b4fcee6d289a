import * as v from "valibot";
import { isWithin } from "../delayed-events/times.ts";

/** How long a choice waits for the user to grant the permission (ms). */
export const GRANTED_WITHIN = 120_000;

/** A site that the user has chosen and not granted yet. */
const Awaiting = v.object({
  pattern: v.string(),
  /** When it was chosen (epoch ms). */
  since: v.number(),
  /** The match patterns that it needs. */
  needs: v.optional(v.array(v.string()), []),
});
type Awaiting = v.InferOutput<typeof Awaiting>;

const ChosenSites = v.object({ on: v.array(v.string()), awaiting: v.optional(Awaiting) });

/**
 * The sites that the user has chosen, as match patterns.
 *
 *     off ──withAwaiting──▶ awaiting ──granted──▶ on ──without, revoked──▶ off
 *                              └─ two minutes, another choice, withoutAwaiting ─▶ off
 *
 * A choice comes before its permission, because Chromium closes the popup when its permission prompt appears. The
 * choice expires: the same host may be granted later for another reason, as another client's homeserver for example,
 * and must not be switched on by that.
 */
export type ChosenSites = v.InferOutput<typeof ChosenSites>;

/** @returns the stored sites; none if they cannot be read */
export function readChosenSites(value: unknown): ChosenSites {
  const stored = v.safeParse(ChosenSites, value);
  return stored.success ? stored.output : { on: [] };
}

/** The user chooses a site; it is on as soon as the browser grants it. */
export function withAwaiting(sites: ChosenSites, awaiting: Awaiting): ChosenSites {
  return { ...without(sites, awaiting.pattern), awaiting };
}

/** The user takes back a choice that is not granted yet. */
export function withoutAwaiting({ on, awaiting }: ChosenSites, pattern: string): ChosenSites {
  return { on, ...(awaiting?.pattern !== pattern && { awaiting }) };
}

/** The user switches a site off, granted or not. */
export function without({ on, awaiting }: ChosenSites, pattern: string): ChosenSites {
  return {
    on: on.filter((site) => site !== pattern),
    ...(awaiting && awaiting.pattern !== pattern && { awaiting }),
  };
}

/** @returns the patterns whose permissions matter */
export function patternsIn({ on, awaiting }: ChosenSites): string[] {
  return [...on, ...(awaiting ? [awaiting.pattern] : [])];
}

/**
 * Applies the granted permissions to the choices.
 * @param held which of `patternsIn` the user has granted
 * @param now epoch milliseconds
 * @returns the choices afterwards; `granted` is the site that was waiting, if it is granted now
 */
export function afterGrants(
  { on, awaiting }: ChosenSites,
  held: string[],
  now: number,
): { sites: ChosenSites; granted: Awaiting | undefined } {
  const fresh = awaiting && isWithin(GRANTED_WITHIN, awaiting.since, now) ? awaiting : undefined;
  const granted = fresh && held.includes(fresh.pattern) ? fresh : undefined;
  const sites = {
    on: on.concat(fresh?.pattern ?? []).filter((pattern) => held.includes(pattern)),
    ...(fresh && !granted && { awaiting: fresh }),
  };
  return { sites, granted };
}
