import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { CHOICE, OVERVIEW, popup } from "./a-popup.ts";

const never = () => new Promise(() => {});

describe("the popup's model", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("opens the settings for its own tab, or for none without a tab", async () => {
    const { model, asked } = popup();
    await model.openSettings();
    assert.deepEqual(asked, [{ open: "options/options.html?tab=7" }]);
    const other = popup({}, { tabId: async () => undefined });
    await other.model.openSettings();
    assert.deepEqual(other.asked, [{ open: "options/options.html" }]);
  });

  it("leaves no error uncaught when every call to the browser throws, as in Firefox while a popup closes", async () => {
    const throws = () => {
      throw new Error("JSWindowActorChild cannot send at the moment");
    };
    const { model, state } = popup(
      {},
      { ask: throws, request: throws, tabId: throws, reloadTab: throws, openPage: throws, copy: throws },
    );
    const consent = {
      partition: "default",
      client: "https://client.example",
      userId: "@a:x",
      widget: "null",
    };
    await Promise.all([model.refresh(), model.reload(), model.openSettings(), model.copy(() => "x")]);
    await Promise.all([
      model.protect(CHOICE, []),
      model.switchOff(CHOICE),
      model.checkAgain(),
      model.delays.update("a", "send"),
    ]);
    await Promise.all([model.delays.listElsewhere(), model.delays.details("a"), model.delays.changed(["a"])]);
    assert.equal(await model.clearEnded(), undefined);
    assert.equal(await model.letAsk(consent), undefined);
    assert.equal(state().silent, true);
  });

  describe("asking for the overview", () => {
    it("names the tab, and shows the answer", async () => {
      const { model, asked, state } = popup();
      await model.refresh();
      assert.deepEqual(asked, [{ ask: "overview", tabId: 7 }]);
      assert.deepEqual([state().overview, state().silent], [OVERVIEW, false]);
    });

    it("happens again a second later while the page may still be loading, and not once all is well", async () => {
      let diagnosis = "no-session";
      const { model, asked, state } = popup({ overview: () => ({ ...OVERVIEW, diagnosis }) });
      await model.refresh();
      diagnosis = "ready";
      mock.timers.tick(1_000);
      await turn();
      assert.deepEqual([asked.length, state().overview?.diagnosis], [2, "ready"]);
      mock.timers.tick(60_000);
      await turn();
      assert.equal(asked.length, 2);
    });

    it("names no tab if there is none", async () => {
      const { model, asked } = popup({}, { tabId: async () => undefined });
      await model.refresh();
      assert.deepEqual(asked, [{ ask: "overview" }]);
    });

    it("says after 2 s that the background is silent", async () => {
      const { model, state } = popup({ overview: never });
      const refreshed = model.refresh();
      await turn();
      mock.timers.tick(1_999);
      await turn();
      assert.equal(state().silent, false);
      mock.timers.tick(1);
      await refreshed;
      assert.equal(state().silent, true);
    });

    it("says at once that the background is silent if there is none, or its answer is malformed", async () => {
      for (const overview of [
        () => undefined,
        () => ({ ok: true }),
        () => Promise.reject(new Error("gone")),
      ]) {
        const { model, state } = popup({ overview });
        await model.refresh();
        assert.equal(state().silent, true);
      }
    });

    it("asks a silent background again by itself, since it may have ended before it answered", async () => {
      let isThere = false;
      const gone = () => Promise.reject(new Error("The message port closed before a response was received."));
      const { model, state } = popup({ overview: () => (isThere ? OVERVIEW : gone()) });
      await model.refresh();
      assert.equal(state().silent, true);
      isThere = true;
      mock.timers.tick(1_000);
      await turn();
      assert.deepEqual([state().overview, state().silent], [OVERVIEW, false]);
    });

    it("keeps showing the last answer while the next one waits for a homeserver that is down", async () => {
      let slow = false;
      const { model, state } = popup({ overview: () => (slow ? never() : OVERVIEW) });
      await model.refresh();
      slow = true;
      void model.refresh();
      await turn();
      mock.timers.tick(5_000);
      await turn();
      assert.equal(state().silent, false);
    });
  });
});
