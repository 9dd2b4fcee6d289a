import assert from "node:assert/strict";
import { allOf, mergedInto } from "../../../../popup/delays/merged.ts";
import { EMPTY } from "../../../../popup/state.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { delayView } from "./delay-view.ts";

const [a, b] = [delayView({ id: "a" }), delayView({ id: "b" })];
const elsewhere = [delayView({ id: "e", elsewhere: true })];
const overview: Overview = {
  diagnosis: "ready",
  delays: [a, b],
  refused: [],
};

describe("a change in the popup's lists", () => {
  it("is ignored before there is a list, which will include it", () => {
    assert.deepEqual(mergedInto(EMPTY, ["a"], { delays: [a] }), {});
  });

  it("keeps delays that were scheduled elsewhere, unless one was asked for and is gone", () => {
    const lists = { overview, elsewhere };
    assert.equal(mergedInto(lists, ["a"], { delays: [a] }).elsewhere, undefined);
    assert.deepEqual(mergedInto(lists, ["e"], { delays: [] }).elsewhere, []);
  });
});

describe("a widget's line in the popup", () => {
  const of = { id: "w", origin: "https://call.example" };
  const line = { widget: "https://call.example/room", state: "protected" as const, at: 5, took: 9, of };
  const untried = { widget: "https://notes.example/", state: "untried" as const };
  const found = { origin: "https://chat.example", homeservers: [], widgets: [] };
  const lists = { overview: { ...overview, found, widgets: [line, untried] }, elsewhere };
  const afterBeat = (beat: object) => {
    const last = { client: found.origin, widget: of, at: 8, took: 3, ...beat };
    return mergedInto(lists, ["a"], { delays: [a], beats: [last] }).overview?.widgets;
  };

  it("follows only its own widget's restarts", () => {
    assert.deepEqual(afterBeat({}), [{ ...line, at: 8, took: 3 }, untried]);
    assert.equal(afterBeat({})?.[1], untried);
  });

  it("follows no other widget's restart, none of another client in the tab, and none from before", () => {
    for (const other of [
      { widget: { ...of, id: "another" } },
      { widget: { ...of, origin: "https://other.example" } },
      { client: "https://other.example" },
      { at: 4 },
    ])
      assert.equal(afterBeat(other)?.[0], line);
  });

  it("stays unchanged without news about widgets", () => {
    const { overview: merged } = mergedInto(lists, ["a"], { delays: [a] });
    assert.deepEqual(merged?.widgets, lists.overview.widgets);
  });
});

describe("all delays", () => {
  it("are the same list as before if nothing was scheduled elsewhere", () => {
    assert.equal(allOf({ here: overview.delays, elsewhere: [] }), overview.delays);
  });

  it("contain a delay that the user acted on once, in its local state", () => {
    const acted = delayView({ id: "e", elsewhere: true, state: "cancelled" });
    assert.deepEqual(allOf({ here: [a, acted], elsewhere }), [a, acted]);
    assert.deepEqual(allOf({ here: [a, b], elsewhere }), [a, b, ...elsewhere]);
  });
});
