import type { Model } from "../../../options/model.ts";
import { EMPTY, type OptionsState } from "../../../options/state.ts";
import { FEATURES } from "../../../src/features/features.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import type { Options } from "../../../src/messaging/views/options.ts";
import { TRANSLATIONS } from "./catalogues.ts";
import { useLanguage } from "./shown.ts";

const client = "https://3.example";
const widget = "https://1.example/2";
const consents = FEATURES.map(({ id }) => ({
  partition: "default",
  client,
  userId: "@4:5.example",
  widget,
  features: [id],
  givenAt: 1,
}));
const OFF = { on: false, preset: false };
const whole: Options = {
  sites: [{ site: EVERYWHERE, ...OFF }],
  consents: [],
  presetConsents: [],
  unencrypted: OFF,
  notifications: OFF,
  reportLanguage: "browser",
};
const sites = ["https://6.example/*", "http://7.example/*"].flatMap((site) =>
  [true, false].flatMap((on) =>
    [true, false].map((preset) => ({ site: `${site}${on}${preset}`, on, preset })),
  ),
);

for (const [language, messages] of TRANSLATIONS)
  describe(`no English is shown in the language ${language}, outside the popup`, () => {
    const { assertTranslated } = useLanguage(messages);
    let Settings: typeof import("../../../options/app.tsx").App;
    let Welcome: typeof import("../../../welcome/view.tsx").Welcome;
    before(async () => {
      ({ App: Settings } = await import("../../../options/app.tsx"));
      ({ Welcome } = await import("../../../welcome/view.tsx"));
    });

    describe("by the settings", () => {
      const settings = (options: Partial<Options>, state: Partial<OptionsState> = {}) => {
        const shown = { ...EMPTY, options: { ...whole, ...options }, ...state };
        assertTranslated([<Settings state={shown} model={{} as Model} />]);
      };

      it("with nothing on and nothing allowed", () => {
        settings({}, { keys: "" });
        assertTranslated([<Settings state={{ ...EMPTY, silent: true }} model={{} as Model} />]);
      });

      it("with sites, consents and keys", () => {
        settings({ sites, consents }, { keys: "8" });
        for (const consent of consents) settings({ consents: [consent] });
      });

      it("with switches that are on, or that the browser does not permit", () => {
        for (const mayNotify of [true, false])
          settings({ notifications: { on: true, preset: false } }, { mayNotify });
      });

      it("with an administrator's policy", () => {
        const preset = { on: true, preset: true };
        const presetConsents = [{ client, widget, features: FEATURES.map(({ id }) => id) }];
        const everywhere = [{ site: EVERYWHERE, ...preset }];
        settings({ sites: everywhere, presetConsents, unencrypted: preset, notifications: preset });
      });

      it("after a failed change", () => {
        const failures = {
          everywhere: ["notAllowed"],
          unencrypted: ["settingFailed", "9"],
          notifications: ["notificationsDenied"],
          language: ["updateUnanswered"],
        } satisfies OptionsState["failures"];
        settings({}, { failures });
      });
    });

    it("by the welcome page, in any browser", () => {
      for (const pin of ["welcomePinChromium", "welcomePinFirefox"] as const)
        assertTranslated([<Welcome pin={pin} />]);
    });
  });
