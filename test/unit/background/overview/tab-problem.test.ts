import assert from "node:assert/strict";
import { isTabInTrouble } from "../../../../src/background/overview/tab-problem.ts";

const client = { site: "https://c.example/*", on: true, missing: [] };
const widget = "https://w.example/";

describe("a tab", () => {
  it("is in no trouble if all is well, or nothing is on", () => {
    assert.equal(isTabInTrouble({ diagnosis: "ready", client }), false);
    assert.equal(
      isTabInTrouble({ diagnosis: "ready", client, widgets: [{ widget, state: "protected" }] }),
      false,
    );
    assert.equal(isTabInTrouble({ diagnosis: "no-page" }), false);
    const off = { ...client, on: false };
    assert.equal(isTabInTrouble({ diagnosis: "session-elsewhere", client: off }), false);
  });

  it("is in trouble if its client cannot be helped as it is, but not while it only waits for a login", () => {
    assert.equal(isTabInTrouble({ diagnosis: "restarts-lost", client }), true);
    assert.equal(isTabInTrouble({ diagnosis: "no-session", client }), false);
  });

  it("is in trouble if a widget is from a site that is not granted, was there before, or failed", () => {
    for (const state of ["not-granted", "reload", "failed"] as const)
      assert.equal(isTabInTrouble({ diagnosis: "ready", client, widgets: [{ widget, state }] }), true);
  });

  it("is in no trouble because the user has said no", () => {
    assert.equal(
      isTabInTrouble({ diagnosis: "ready", client, widgets: [{ widget, state: "refused" }] }),
      false,
    );
  });
});
