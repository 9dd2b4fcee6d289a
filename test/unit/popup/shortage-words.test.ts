import assert from "node:assert/strict";
import { shortageWords } from "../../../popup/shortage-words.ts";

const client = "https://client.example";

describe("the words for a shortage", () => {
  it("say of whom it is, by the host that the reader knows", () => {
    const advice = (widget: string) => shortageWords({ of: "widget", client, widget }).advice;
    assert.deepEqual(advice("https://widget.example"), ["widgetCrowdedAdvice", "widget.example"]);
    assert.deepEqual(shortageWords({ of: "client", client }).advice, [
      "clientCrowdedAdvice",
      "client.example",
    ]);
  });

  it("name the client of a widget that has no origin of its own", () => {
    const { advice } = shortageWords({ of: "widget", client, widget: "null" });
    assert.deepEqual(advice, ["widgetCrowdedAdvice", "client.example"]);
  });

  it("call what stops everybody bad, and what stops one not", () => {
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
