import type { DelayView } from "../src/messaging/contract.ts";
import { isSeen, visible } from "../ui/visible.ts";

/** A room's name may be long, and the row has one line for it (characters). */
const LENGTH = 120;

/** @returns the room by its name, which its people have written; by its id where it has none, or one in which nothing is to be seen */
export function roomWords({ id, name }: DelayView["room"]): string {
  if (name === undefined || !isSeen(name)) return visible(id);
  const characters = Array.from(name);
  const shown = characters.length > LENGTH ? `${characters.slice(0, LENGTH - 1).join("")}…` : name;
  return visible(shown, "name");
}
