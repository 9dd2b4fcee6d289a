import type { DelayView } from "../src/messaging/views/delays.ts";
import { isSeen, visible } from "../ui/visible.ts";

/** A room's name may be long, and the row has only one line for it (characters). */
const LENGTH = 120;

/**
 * @returns the room by its name, which its members chose; by its id if it has none, or none with a visible character
 */
export function roomWords({ id, name }: DelayView["room"]): string {
  if (name === undefined || !isSeen(name)) return visible(id);
  const characters = Array.from(name);
  const shown = characters.length > LENGTH ? `${characters.slice(0, LENGTH - 1).join("")}…` : name;
  return visible(shown, "name");
}
