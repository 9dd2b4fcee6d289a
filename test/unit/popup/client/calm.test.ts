import assert from "node:assert/strict";
import { isCalm } from "../../../../popup/client/calm.ts";
import type { WidgetState } from "../../../../src/messaging/views/client.ts";
import { OVERVIEW } from "../a-popup.ts";

const widget = "https://call.example/";
const withWidget = (state: WidgetState, more: object = {}) =>
  isCalm({ ...OVERVIEW, widgets: [{ widget, state, ...more }] });

describe("the status of a client", () => {
  it("is one calm line while nothing needs the user's attention", () => {
    assert.ok(isCalm(OVERVIEW));
    for (const state of ["protected", "native", "untried"] as const) assert.ok(withWidget(state), state);
  });

  it("is complete if something does: a diagnosis, a shortage, or a widget, even one that is gone", () => {
    assert.ok(!isCalm({ ...OVERVIEW, diagnosis: "restarts-limited" }));
    assert.ok(!isCalm({ ...OVERVIEW, shortage: { of: "storage" } }));
    for (const state of ["asking", "refused", "failed", "not-granted", "reload"] as const)
      assert.ok(!withWidget(state), state);
    assert.ok(!withWidget("refused", { gone: true }));
  });
});
