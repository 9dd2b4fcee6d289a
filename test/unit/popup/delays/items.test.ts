import assert from "node:assert/strict";
import { hasSeveralAccounts, type Item, itemsOf } from "../../../../popup/delays/items.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { delayView } from "./delay-view.ts";

const inRoom = (room: string, count: number, change: Partial<DelayView> = {}) =>
  Array.from({ length: count }, (_, id) =>
    delayView({ id: `${room} ${id} ${change.userId ?? ""}`, room: { id: room }, ...change }),
  );
const heads = (items: Item[]) =>
  items.flatMap((item) =>
    "group" in item ? [[item.group === "trouble" ? "trouble" : item.group.room.id, item.count]] : [],
  );

describe("the lines of pending delays", () => {
  it("are only the delays while they are few", () => {
    const few = [...inRoom("!a:x", 6), ...inRoom("!b:x", 5)];
    const items = itemsOf(few);
    assert.deepEqual(
      items.map(({ key }) => key),
      few.map(({ id }) => id),
    );
  });

  it("are grouped by room once they are many, each group in its first delay's place", () => {
    const [a, b] = [inRoom("!a:x", 6), inRoom("!b:x", 6)];
    const mixed = a.flatMap((delay, place) => [delay, b[place] as DelayView]);
    const items = itemsOf(mixed);
    assert.deepEqual(heads(items), [
      ["!a:x", 6],
      ["!b:x", 6],
    ]);
    assert.deepEqual(
      items.flatMap((item) => ("delay" in item ? [[item.delay.id, item.place]] : [])),
      [...a, ...b].map(({ id }, place) => [id, place + 1]),
    );
  });

  it("are grouped by account within a room", () => {
    const delays = [...inRoom("!a:x", 6), ...inRoom("!a:x", 6, { userId: "@bob:x" })];
    assert.equal(heads(itemsOf(delays)).length, 2);
    assert.deepEqual([hasSeveralAccounts(delays), hasSeveralAccounts(delays.slice(0, 6))], [true, false]);
  });

  it("need no heading if all are of one account and room, however many", () => {
    assert.deepEqual(heads(itemsOf(inRoom("!a:x", 500))), []);
  });

  it("have delays with problems in one group, whatever their rooms", () => {
    const wrong = [...inRoom("!a:x", 1, { unheld: true }), ...inRoom("!b:x", 1, { hasSession: false })];
    assert.deepEqual(heads(itemsOf([...wrong, ...inRoom("!c:x", 12)])), [
      ["trouble", 2],
      ["!c:x", 12],
    ]);
  });

  it("name the account only if no heading above them does", () => {
    const headless = (items: Item[]) =>
      items.flatMap((item) => ("delay" in item && !item.isHeaded ? [item.delay.id] : []));
    const [wrong] = inRoom("!a:x", 1, { unheld: true });
    const many = [...(wrong ? [wrong] : []), ...inRoom("!b:x", 6), ...inRoom("!c:x", 6)];
    assert.deepEqual(headless(itemsOf(many)), [wrong?.id]);
    assert.equal(headless(itemsOf(many.slice(1, 4))).length, 3);
  });

  it("are none if nothing is pending", () => {
    assert.deepEqual(itemsOf([]), []);
    assert.equal(hasSeveralAccounts([]), false);
  });
});
