import assert from "node:assert/strict";
import { createModel, type OptionsBrowser } from "../../../options/model.ts";
import { EMPTY, type OptionsState } from "../../../options/state.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import type { PageMessage } from "../../../src/messaging/page-contract.ts";
import type { Options } from "../../../src/messaging/views/options.ts";

const OFF = { on: false, preset: false };
const OPTIONS: Options = {
  sites: [],
  consents: [],
  presetConsents: [],
  reportLanguage: "browser",
  unencrypted: OFF,
  notifications: OFF,
};
const OPENED = { ask: "options", partition: "default" };

/** The options page. `asked` are all its requests, in order; `answers` are the background's, `ok` by default. */
function page(answers: Record<string, () => unknown> = {}, browser: Partial<OptionsBrowser> = {}) {
  const asked: unknown[] = [];
  const states: OptionsState[] = [EMPTY];
  const model = createModel(
    {
      async ask(message: PageMessage) {
        asked.push(message);
        if (message.ask === "options") return OPTIONS;
        return answers[message.ask]?.() ?? { ok: true };
      },
      async request(patterns) {
        asked.push({ request: patterns });
        return true;
      },
      async requestNotifications() {
        asked.push("notifications?");
        return true;
      },
      mayNotify: async () => true,
      popupKeys: async () => "Alt+Shift+D",
      partition: async () => "default",
      ...browser,
    },
    (state) => states.push(state),
  );
  return { model, asked, state: () => states.at(-1) ?? EMPTY };
}

describe("the options page", () => {
  it("asks for the consents of its own window, and shows the answer", async () => {
    const { model, asked, state } = page({}, { partition: async () => "private" });
    await model.refresh();
    assert.deepEqual(asked, [{ ...OPENED, partition: "private" }]);
    assert.deepEqual([state().options, state().keys, state().silent], [OPTIONS, "Alt+Shift+D", false]);
  });

  it("says that the background is silent if it sends no options", async () => {
    const { model, state } = page({}, { ask: async () => undefined });
    await model.refresh();
    assert.equal(state().silent, true);
  });

  it("asks the browser for every site in the click itself, and stores the choice first", async () => {
    const { model, asked, state } = page();
    const setting = model.setEverywhere(true);
    assert.deepEqual(asked, [{ ask: "switch-site", site: EVERYWHERE, on: true }, { request: [EVERYWHERE] }]);
    await setting;
    assert.deepEqual(asked.slice(2), [OPENED]);
    assert.deepEqual(state().failures, {});
  });

  it("takes the choice back if the browser does not permit it, and says so", async () => {
    const { model, asked, state } = page({}, { request: async () => false });
    await model.setEverywhere(true);
    const off = { ask: "switch-site", site: EVERYWHERE, on: false };
    assert.deepEqual(asked, [{ ...off, on: true }, off, OPENED]);
    assert.deepEqual(state().failures, { everywhere: ["notAllowed"] });
    await model.setEverywhere(false);
    assert.deepEqual(asked.slice(3), [off, OPENED]);
  });

  it("takes the choice back as well if the browser's question fails", async () => {
    const { model, asked, state } = page({}, { request: () => Promise.reject(new Error("No user gesture")) });
    await model.setEverywhere(true);
    const off = { ask: "switch-site", site: EVERYWHERE, on: false };
    assert.deepEqual(asked, [{ ...off, on: true }, off, OPENED]);
    assert.deepEqual(state().failures, { everywhere: ["settingFailed", "No user gesture"] });
  });

  it("asks the browser for notifications in the click itself, and changes nothing if they are denied", async () => {
    const { model, asked } = page();
    const setting = model.setNotifications(true);
    assert.deepEqual(asked, ["notifications?"]);
    await setting;
    assert.deepEqual(asked.slice(1), [{ ask: "switch-notifications", on: true }, OPENED]);
    const denied = page({}, { requestNotifications: async () => false });
    await denied.model.setNotifications(true);
    assert.deepEqual(denied.asked, [OPENED]);
    assert.deepEqual(denied.state().failures, { notifications: ["notificationsDenied"] });
  });

  it("makes no request to the browser when notifications are switched off", async () => {
    const { model, asked } = page();
    await model.setNotifications(false);
    assert.deepEqual(asked, [{ ask: "switch-notifications", on: false }, OPENED]);
  });

  it("says why a setting was not changed, or that no answer came, until it is changed", async () => {
    let answer: unknown = { ok: false, error: "The disk is full" };
    const { model, state } = page({ "switch-unencrypted": () => answer, "report-language": () => "?" });
    await model.setUnencrypted(true);
    assert.deepEqual(state().failures, { unencrypted: ["settingFailed", "The disk is full"] });
    await model.setLanguage("en");
    assert.deepEqual(state().failures.language, ["updateUnanswered"]);
    answer = { ok: true };
    await model.setUnencrypted(true);
    assert.deepEqual(state().failures, { language: ["updateUnanswered"] });
  });

  it("says what became of each of two settings that are changed at the same time", async () => {
    let permit: (isPermitted: boolean) => void = () => assert.fail("The browser was not asked");
    const requestNotifications = () =>
      new Promise<boolean>((resolve) => {
        permit = resolve;
      });
    let answer: unknown = { ok: false, error: "The disk is full" };
    const { model, state } = page({ "switch-unencrypted": () => answer }, { requestNotifications });
    const asking = model.setNotifications(true);
    await model.setUnencrypted(true);
    permit(false);
    await asking;
    const denied = { notifications: ["notificationsDenied"] };
    assert.deepEqual(state().failures, { ...denied, unencrypted: ["settingFailed", "The disk is full"] });
    const again = model.setNotifications(true);
    answer = { ok: true };
    await model.setUnencrypted(true);
    permit(false);
    await again;
    assert.deepEqual(state().failures, denied);
  });

  it("revokes a consent, switches a site off, and requests the rest again", async () => {
    const { model, asked } = page();
    const holder = { partition: "default", client: "https://c.example", userId: "@a:x", widget: "null" };
    assert.deepEqual(await model.revoke({ ...holder, features: [], givenAt: 1 }), { ok: true });
    assert.deepEqual(await model.switchOff("https://c.example/*"), { ok: true });
    assert.deepEqual(asked, [
      { ask: "revoke-consent", ...holder },
      OPENED,
      { ask: "switch-site", site: "https://c.example/*", on: false },
      OPENED,
    ]);
  });

  it("asks the browser for a preset site in the click itself, and drops any other choice", async () => {
    const { model, asked } = page();
    const allowing = model.allowSite("https://c.example/*");
    const both = [{ ask: "drop-choice" }, { request: ["https://c.example/*"] }];
    assert.deepEqual(asked, both);
    assert.equal(await allowing, undefined);
    assert.deepEqual(asked, [...both, OPENED]);
  });

  it("leaves no error uncaught when every call to the browser throws, as in Firefox while a page closes", async () => {
    const throws = () => {
      throw new Error("JSWindowActorChild cannot send at the moment");
    };
    const all = { ask: throws, request: throws, requestNotifications: throws, mayNotify: throws };
    const { model, state } = page({}, { ...all, popupKeys: throws, partition: throws });
    await Promise.all([model.refresh(), model.setEverywhere(true), model.setNotifications(true)]);
    await Promise.all([model.setUnencrypted(true), model.allowNotifications()]);
    assert.equal(await model.switchOff("https://c.example/*"), undefined);
    assert.ok(await model.allowSite("https://c.example/*"));
    assert.equal(state().silent, true);
  });
});
