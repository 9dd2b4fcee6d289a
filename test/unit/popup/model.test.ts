import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { CHOICE, OVERVIEW, popup } from "./a-popup.ts";

const never = () => new Promise(() => {});

describe("the popup's model", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

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
    await Promise.all([model.refresh(), model.reload(), model.allowUnencrypted(true), model.copy("x")]);
    await Promise.all([
      model.protect(CHOICE, []),
      model.switchOff(CHOICE),
      model.checkAgain(),
      model.delays.update("a", "send"),
    ]);
    await Promise.all([model.delays.lookElsewhere(), model.delays.details("a"), model.delays.changed(["a"])]);
    assert.equal(await model.clearEnded(), undefined);
    assert.equal(await model.letAsk(consent), undefined);
    assert.equal(await model.revoke({ ...consent, givenAt: 1 }), undefined);
    assert.equal(state().silent, true);
  });

  describe("asking for the overview", () => {
    it("names the tab, and shows the answer", async () => {
      const { model, asked, state } = popup();
      await model.refresh();
      assert.deepEqual(asked, [{ ask: "overview", tabId: 7 }]);
      assert.deepEqual([state().overview, state().silent], [OVERVIEW, false]);
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

    it("says at once that the background is silent if nobody is there, or the answer is malformed", async () => {
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

    it("keeps showing the last answer while the next takes as long as a homeserver that is down", async () => {
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

  describe("revoking a consent", () => {
    const consent = {
      partition: "default",
      client: "https://client.example",
      userId: "@alice:example.org",
      widget: "null",
      givenAt: 1,
    };

    it("asks once, then for the overview", async () => {
      const { model, asked } = popup();
      assert.deepEqual(await model.revoke(consent), { ok: true });
      const { givenAt: _, ...subject } = consent;
      assert.deepEqual(asked, [
        { ask: "revoke-consent", ...subject },
        { ask: "overview", tabId: 7 },
      ]);
    });

    it("says why it failed, and nothing if no answer came", async () => {
      const refused = popup({ "revoke-consent": () => ({ ok: false, error: "The disk is full" }) });
      assert.deepEqual(await refused.model.revoke(consent), { ok: false, error: "The disk is full" });
      const silent = popup({ "revoke-consent": () => Promise.reject(new Error("no receiver")) });
      assert.equal(await silent.model.revoke(consent), undefined);
    });
  });

  describe("allowing unencrypted messages in encrypted rooms", () => {
    it("asks once, then for the overview", async () => {
      const { model, asked, state } = popup();
      await model.allowUnencrypted(true);
      assert.deepEqual(asked, [
        { ask: "switch-unencrypted", on: true },
        { ask: "overview", tabId: 7 },
      ]);
      assert.equal(state().settingFailure, undefined);
    });

    it("says why it failed, or that no answer came", async () => {
      const refused = popup({ "switch-unencrypted": () => ({ ok: false, error: "The disk is full" }) });
      await refused.model.allowUnencrypted(true);
      assert.deepEqual(refused.state().settingFailure, ["switchFailed", "The disk is full"]);
      const silent = popup({ "switch-unencrypted": () => Promise.reject(new Error("no receiver")) });
      await silent.model.allowUnencrypted(false);
      assert.deepEqual(silent.state().settingFailure, ["switchUnanswered"]);
    });
  });
});
