import type { DelayView } from "../src/messaging/views/delays.ts";
import { isSeen, visible } from "../ui/visible.ts";

/** Maximum length of a room's name (characters): a row has only one line for it. */
const LENGTH = 120;

/**
 * @returns the room's name, which its members chose; its id if the name is missing or invisible
 */
export function roomWords({ id, name }: DelayView["room"]): string {
  if (name === undefined || !isSeen(name)) return visible(id);
  const characters = Array.from(name);
  const shown = characters.length > LENGTH ? `${characters.slice(0, LENGTH - 1).join("")}…` : name;
  return visible(shown, "name");
}
