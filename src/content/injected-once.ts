import type { Role } from "./listen.ts";

/** The globals by which our scripts find each other in the isolated world of a page. */
interface Marks {
  postdateIsHere?: boolean;
  /** The first script was injected into a page that was already loaded (src/browser/late-scripts.ts). */
  postdateIsLate?: boolean;
  /** The roles of a widget's script; a host's role may be added. */
  postdateRoles?: Role[];
  /** The host's role has been added, in a page that was already loaded. */
  postdateHostIsLate?: boolean;
}
let marks = globalThis as Marks;

/** Says whether this is the first script of the extension in this page, and claims that place. */
export function isFirstHere(): boolean {
  const isFirst = !marks.postdateIsHere;
  marks.postdateIsHere = true;
  return isFirst;
}

/** Says whether this script was injected into a page that was already loaded. */
export function isLate(): boolean {
  return !!marks.postdateIsLate;
}

/** Lets another script add a role to this script's roles. @returns the same roles */
export function offerRoles(roles: Role[]): Role[] {
  marks.postdateRoles = roles;
  return roles;
}

/**
 * Adds a role to those of the script that was here first. From then on this script counts as late, but the other does
 * not: its own role may have been heard from the start.
 * @returns whether there is such a script
 */
export function addRole(role: Role): boolean {
  const { postdateRoles: roles } = marks;
  // The host's role goes first, as in the host script.
  roles?.unshift(role);
  marks.postdateHostIsLate = true;
  marks = { postdateIsLate: true };
  return roles !== undefined;
}
