import type { DelayView } from "../../src/messaging/views/delays.ts";
import { onceEach } from "./once-each.ts";
import { isInTrouble } from "./trouble.ts";

/** From this many on, rows are grouped. */
const MANY = 12;

/** The head of a group: the delays in trouble, or the pending delays of one account in one room. */
export interface GroupHead {
  key: string;
  group: "trouble" | Pick<DelayView, "room" | "userId">;
  count: number;
}

/**
 * One line of the list of pending delays. `place` counts only delays, from 1; `isHeaded` says whether a head above
 * names the account.
 */
export type Item = GroupHead | { key: string; delay: DelayView; place: number; isHeaded: boolean };

/**
 * @param pending in the order of the list
 * @returns the lines of the list; many delays are grouped by account and room, after the group of those in trouble
 */
export function itemsOf(pending: readonly DelayView[]): Item[] {
  const groups = new Map<string, DelayView[]>();
  for (const delay of pending) {
    const name = nameOf(delay);
    const group = groups.get(name);
    if (group) group.push(delay);
    else groups.set(name, [delay]);
  }
  const isGrouped = pending.length >= MANY && groups.size > 1;
  let place = 0;
  const rowOf = (delay: DelayView): Item => {
    place += 1;
    return { key: delay.id, delay, place, isHeaded: isGrouped && !isInTrouble(delay) };
  };
  if (!isGrouped) return pending.map(rowOf);
  return [...groups].flatMap(([key, delays]) => [headOf(key, delays), ...delays.map(rowOf)]);
}

/** @returns whether the delays belong to several accounts, so that each row must name its own */
export function hasSeveralAccounts(delays: readonly DelayView[]): boolean {
  const [first] = delays;
  return delays.some(({ userId }) => userId !== first?.userId);
}

function headOf(name: string, delays: DelayView[]): GroupHead {
  const [first] = delays as [DelayView];
  const { room, userId } = first;
  return {
    key: `head ${name}`,
    group: isInTrouble(first) ? "trouble" : { room, userId },
    count: delays.length,
  };
}

const nameOf = onceEach((delay: DelayView) =>
  isInTrouble(delay) ? "trouble" : JSON.stringify([delay.userId, delay.room.id]),
);
