import type { Role } from "./listen.ts";

/** What the scripts leave for each other in the isolated world of a page. */
interface Marks {
  postdateIsHere?: boolean;
  /** The first script came into a page that was already loaded (src/browser/scripting.ts). */
  postdateIsLate?: boolean;
  /** The parts that a widget's script plays here; a host's may be added. */
  postdateRoles?: Role[];
  /** It has been added, to a page that was already loaded. */
  postdateHostIsLate?: boolean;
}
let marks = globalThis as Marks;

/** Says whether this is the first script of the extension in this page. Afterwards there is one. */
export function isFirstHere(): boolean {
  const isFirst = !marks.postdateIsHere;
  marks.postdateIsHere = true;
  return isFirst;
}

/** Says whether this script was injected into a page that was already loaded. */
export function isLate(): boolean {
  return !!marks.postdateIsLate;
}

/** Offers this script's roles, so that another can be added. @returns the same roles */
export function offerRoles(roles: Role[]): Role[] {
  marks.postdateRoles = roles;
  return roles;
}

/**
 * Adds a role to those of a script that was here first, and is late from then on: in this script alone, since what the
 * other one plays may have been heard from the start.
 * @returns whether there is such a script
 */
export function addRole(role: Role): boolean {
  const { postdateRoles: roles } = marks;
  // First, as in a host's own script.
  roles?.unshift(role);
  marks.postdateHostIsLate = true;
  marks = { postdateIsLate: true };
  return roles !== undefined;
}
