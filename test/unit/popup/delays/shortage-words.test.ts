import assert from "node:assert/strict";
import { shortageWords } from "../../../../popup/delays/shortage-words.ts";

const client = "https://client.example";

describe("the words for a shortage", () => {
  it("name the widget or client that is short of room by its host", () => {
    const advice = (widget: string) => shortageWords({ of: "widget", client, widget }).advice;
    assert.deepEqual(advice("https://widget.example"), ["widgetCrowdedAdvice", "widget.example"]);
    assert.deepEqual(shortageWords({ of: "client", client }).advice, [
      "clientCrowdedAdvice",
      "client.example",
    ]);
  });

  it("name the client if the widget has no origin of its own", () => {
    const { advice } = shortageWords({ of: "widget", client, widget: "null" });
    assert.deepEqual(advice, ["widgetCrowdedAdvice", "client.example"]);
  });

  it("have a bad tone if it stops everything, not if it stops one widget or client", () => {
    assert.deepEqual(
      [
        shortageWords({ of: "storage" }),
        shortageWords({ of: "all" }),
        shortageWords({ of: "client", client }),
      ].map(({ tone }) => tone),
      ["bad", "bad", "attention"],
    );
  });
});
