import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { allInTab, consentWith } from "./consent-with.ts";

describe("consent asked for by a page that is gone", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  for (const [what, next] of [
    ["its widget has reloaded", allInTab(1)],
    ["its host has reloaded, with another frame", allInTab(1, { frameId: 9, page: "NEXT" })],
  ] as const)
    it(`counts as refused when ${what}, and the new page's question replaces it in the open window`, async () => {
      const { consent, windows, ask, say } = consentWith();
      const asked = [await ask({}, allInTab(1)), await ask({}, next)];
      mock.timers.tick(1);
      await turn();
      assert.deepEqual([asked[0]?.answer, asked[1]?.answer], [false, undefined]);
      assert.deepEqual([consent.questions().length, windows], [1, { opened: 1, open: true }]);
      await say("once");
      assert.equal(asked[1]?.answer, true);
    });

  it("counts as refused when its tab is closed, and the question goes away", async () => {
    const { consent, windows, ask } = consentWith();
    const asked = [await ask({}, allInTab(1)), await ask({}, allInTab(1, { frameId: 8 }))];
    consent.tabClosed(1);
    mock.timers.tick(1);
    await turn();
    assert.deepEqual([asked.map(({ answer }) => answer), windows.open], [[false, false], false]);
  });

  it("is still asked for when others ask from another frame or tab, or when another tab is closed", async () => {
    const { consent, ask } = consentWith();
    const asked = await ask({}, allInTab(1));
    await ask({}, allInTab(1, { frameId: 8 }));
    await ask({}, allInTab(2, { page: "NEXT" }));
    consent.tabClosed(2);
    await turn();
    assert.deepEqual([asked.answer, consent.questions().length], [undefined, 2]);
  });

  it("leaves the next question its full minute", async () => {
    const { ask } = consentWith();
    await ask({}, allInTab(1));
    mock.timers.tick(59_000);
    const next = await ask({}, allInTab(1));
    mock.timers.tick(59_000);
    await turn();
    assert.equal(next.answer, undefined);
    mock.timers.tick(1_000);
    await turn();
    assert.equal(next.answer, false);
  });
});
