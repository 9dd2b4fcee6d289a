import assert from "node:assert/strict";
import { type ComponentChild, render } from "preact";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };
import type { Model as OptionsModel } from "../../../options/model.ts";
import { EMPTY as NO_OPTIONS } from "../../../options/state.ts";
import type { Model } from "../../../popup/model.ts";
import { EMPTY } from "../../../popup/state.ts";
import { FEATURES, wordsFor } from "../../../src/features/features.ts";
import type { ConsentQuestion, GivenConsent } from "../../../src/messaging/views/consents.ts";
import type { Options } from "../../../src/messaging/views/options.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";

const PHRASE = sentences.delayedEventsPhrase.message;
const holder = { partition: "default", client: "https://c.example", userId: "@a:x" };
const consentTo = (name: string, features: string[]) => ({
  ...holder,
  widget: `https://${name}.example/`,
  features,
  givenAt: 1,
});

describe("the user's texts about features", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../popup/app.tsx").App;
  let OptionsApp: typeof import("../../../options/app.tsx").App;
  let ConsentApp: typeof import("../../../consent/app.tsx").App;
  const roots: SmallNode[] = [];
  before(async () => {
    small = withSmallDocument(sentences);
    // Imported only now, because the views look up the browser's APIs as they load.
    ({ App } = await import("../../../popup/app.tsx"));
    ({ App: OptionsApp } = await import("../../../options/app.tsx"));
    ({ App: ConsentApp } = await import("../../../consent/app.tsx"));
  });
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function shown(view: ComponentChild): SmallNode {
    const root = small.newRoot();
    roots.push(root);
    render(view, root as never);
    return root;
  }

  it("exist for every feature, each different", () => {
    const words = FEATURES.map(({ id }) => wordsFor(id) ?? assert.fail(id));
    const keys = words.flatMap(({ question, phrase, meaning }) => [question, phrase, ...meaning]);
    assert.equal(new Set(keys).size, keys.length);
  });

  describe("in the consent window", () => {
    const ask = (features: string[]) => {
      const question: ConsentQuestion = { ...holder, id: "1", widget: "https://w.example", features };
      const state = { questions: [question], before: 0, silent: false };
      return shown(<ConsentApp state={state} answer={async () => {}} />);
    };

    it("are one question without a list for one feature", () => {
      const root = ask(["delayed-events"]);
      assert.ok(root.words.includes(sentences.delayedEventsQuestion.message));
      assert.ok(root.words.includes(sentences.delayedEventsMeaning.message));
      assert.equal(root.all("wanted").length, 0);
    });

    it("are one question with a line for each of several features", () => {
      const root = ask(["delayed-events", "another"]);
      assert.equal(root.all("question").length, 1);
      assert.ok(root.words.includes(sentences.consentSeveral.message));
      assert.ok(!root.words.includes(sentences.delayedEventsQuestion.message));
      assert.deepEqual(
        root.all("wanted").map(({ words }) => words[0]),
        [PHRASE, "another"],
      );
    });
  });

  describe("in lists of widgets", () => {
    const settings = (consents: GivenConsent[]) => {
      const options: Options = {
        sites: [],
        consents,
        presetConsents: [],
        reportLanguage: "browser",
        unencrypted: { on: false, preset: false },
        notifications: { on: false, preset: false },
      };
      return shown(<OptionsApp state={{ ...NO_OPTIONS, options }} model={{} as OptionsModel} />);
    };
    const popup = (overview: Partial<Overview>) => {
      const none = { delays: [], refused: [] };
      const whole: Overview = { diagnosis: "ready", ...none, ...overview };
      return shown(<App state={{ ...EMPTY, overview: whole }} model={{} as Model} />);
    };
    const of = (rows: ReturnType<typeof consentTo>[]) => settings(rows);
    it(`appear once, above the rows, if all rows have the same features`, () => {
      const root = of([consentTo("a", ["delayed-events"]), consentTo("b", ["delayed-events"])]);
      const [section] = root.all("consents");
      assert.equal(section?.words.filter((each) => each.includes(PHRASE)).length, 1);
      assert.equal(root.all("features").length, 0);
    });

    it(`appear at each row if the rows differ`, () => {
      const both = ["delayed-events", "another"];
      const root = of([consentTo("a", ["delayed-events"]), consentTo("b", both)]);
      assert.deepEqual(
        root.all("features").map(({ words }) => words.join("")),
        [PHRASE, `${PHRASE}; another`],
      );
    });

    it(`appear once if all rows have the same features in another order`, () => {
      const root = of([consentTo("a", ["delayed-events", "x"]), consentTo("b", ["x", "delayed-events"])]);
      assert.equal(root.all("features").length, 0);
    });

    it("appear at the line of each refused widget", () => {
      const both = ["delayed-events", "another"];
      const line = { widget: "https://a.example", state: "refused" as const, features: both };
      const root = popup({ widgets: [line], refused: [consentTo("https://a.example", both)] });
      assert.deepEqual(
        root.all("features").map(({ words }) => words.join("")),
        [`It wants to ${PHRASE}; another.`],
      );
    });
  });
});
