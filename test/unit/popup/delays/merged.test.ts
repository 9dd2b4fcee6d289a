import assert from "node:assert/strict";
import { allOf, mergedInto } from "../../../../popup/delays/merged.ts";
import { EMPTY } from "../../../../popup/state.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { delayView } from "../delays.ts";

const [a, b] = [delayView({ id: "a" }), delayView({ id: "b" })];
const elsewhere = [delayView({ id: "e", elsewhere: true })];
const overview: Overview = {
  diagnosis: "ready",
  delays: [a, b],
  refused: [],
};

describe("what has changed in the popup's lists", () => {
  it("is nothing before there is a list, which will have it", () => {
    assert.deepEqual(mergedInto(EMPTY, ["a"], { delays: [a] }), {});
  });

  it("leaves what was scheduled elsewhere alone, unless it was asked about and is no more", () => {
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

  it("follows the restarts of its widget's delays, as no other line does", () => {
    assert.deepEqual(afterBeat({}), [{ ...line, at: 8, took: 3 }, untried]);
    assert.equal(afterBeat({})?.[1], untried);
  });

  it("follows no other widget's, none of another client in the tab, and none that came before", () => {
    for (const other of [
      { widget: { ...of, id: "another" } },
      { widget: { ...of, origin: "https://other.example" } },
      { client: "https://other.example" },
      { at: 4 },
    ])
      assert.equal(afterBeat(other)?.[0], line);
  });

  it("stays as it is where nothing is said of widgets", () => {
    const { overview: merged } = mergedInto(lists, ["a"], { delays: [a] });
    assert.deepEqual(merged?.widgets, lists.overview.widgets);
  });
});

describe("all delays", () => {
  it("are the same list as before where nothing was scheduled elsewhere", () => {
    assert.equal(allOf({ here: overview.delays, elsewhere: [] }), overview.delays);
  });

  it("contain what the user acted on once, as it is here now", () => {
    const acted = delayView({ id: "e", elsewhere: true, state: "cancelled" });
    assert.deepEqual(allOf({ here: [a, acted], elsewhere }), [a, acted]);
    assert.deepEqual(allOf({ here: [a, b], elsewhere }), [a, b, ...elsewhere]);
  });
});
