import assert from "node:assert/strict";
import type { Controls } from "../../../inspector/controls.ts";
import { createImportedLog } from "../../../inspector/export/imported-log.ts";
import { numberedLines } from "../../../inspector/export/lines.ts";
import { readTraffic } from "../../../inspector/export/read.ts";
import type { TrafficLog } from "../../../inspector/log/traffic-log.ts";
import { createModel } from "../../../inspector/model.ts";
import { type InspectorState, VIEWS } from "../../../inspector/state.ts";
import { FEATURES } from "../../../src/features/features.ts";
import type { ConsentQuestion } from "../../../src/messaging/views/consents.ts";
import { read } from "../documents/documents.ts";
import { fakeLog } from "../inspector/fake-rows.ts";
import { ENGLISH, TRANSLATIONS } from "./catalogues.ts";
import { englishIn } from "./english-in.ts";
import { useLanguage } from "./shown.ts";

const widget = "https://1.example/2";
const holder = { partition: "default", client: "https://3.example", userId: "@4:5.example" };
const features = FEATURES.map(({ id }) => id);
const sample = read("docs/samples/call.ndjson");

for (const [language, messages] of TRANSLATIONS)
  describe(`no English is shown in the language ${language}`, () => {
    const { assertTranslated } = useLanguage(messages);
    let Consent: typeof import("../../../consent/app.tsx").App;
    let Inspector: typeof import("../../../inspector/views/app.tsx").App;
    let call: TrafficLog;
    before(async () => {
      ({ App: Consent } = await import("../../../consent/app.tsx"));
      ({ App: Inspector } = await import("../../../inspector/views/app.tsx"));
      const file = await readTraffic(numberedLines([sample]), async () => {});
      call = createImportedLog(file);
    });

    describe("by the consent window", () => {
      const ask = (question: Partial<ConsentQuestion>, state = {}) => {
        const questions = [{ ...holder, id: "1", widget, features, ...question }];
        const shown = { questions, before: 0, silent: false, ...state };
        assertTranslated([<Consent state={shown} answer={async () => {}} />]);
      };

      for (const feature of features)
        it(`about ${feature}`, () => {
          ask({ features: [feature] });
        });

      it("about several features, in a private window, for a widget without an address", () => {
        ask({});
        ask({ partition: "private" });
        ask({ widget: "null" });
      });

      it("with no question, no answer, or one that came too late", () => {
        ask({}, { tooLate: true, silent: true, before: 2 });
        ask({}, { questions: [] });
        ask({}, { questions: undefined });
      });
    });

    describe("by the inspector", () => {
      const inspect = (change: Partial<InspectorState>, log = call) => {
        const browser = { now: () => 0, clock: () => 0, pause: async () => {} };
        const model = createModel(log, { ...browser, copy: browser.pause, save: browser.pause }, () => {});
        model.setFilter(change.filter ?? "");
        model.set({ ...change, revision: 7 });
        const controls = { model, files: {}, sending: { canSend: () => true } } as unknown as Controls;
        // Once more, now that the lists have measured their height.
        const again = { ...model.state, revision: 8 };
        const views = [model.state, again].map((state) => <Inspector state={state} controls={controls} />);
        assertTranslated(views, sample);
      };

      for (const view of VIEWS)
        it(`of a call, among ${view}`, () => {
          inspect({ view });
        });

      it("in the details of each message of a call", () => {
        for (let serial = call.first; serial <= call.last; serial += 1) inspect({ selected: serial });
      });

      it("while there is nothing to see, and around the list", () => {
        for (const source of ["looking", "none-on", "listening"] as const)
          inspect({ source, isUnreached: true }, fakeLog([]));
        inspect({ filter: "7:8 is:9 /(/", isPaused: true, lost: { missed: 3, dropped: 2 }, maySend: true });
        inspect({ file: { name: "7", rows: 1, problems: [["inspectFaultNotJson", "3", ""]], more: 2 } });
        inspect({ editing: { conversation: 1, widget: "7", json: "8" } });
      });
    });
  });

describe("English", () => {
  const [[, messages] = assert.fail()] = TRANSLATIONS;

  it("is found instead of a translation", () => {
    assert.deepEqual(englishIn(["Find", ENGLISH.silent?.message ?? ""], messages), [
      "Find",
      ENGLISH.silent?.message,
    ]);
  });

  it("is found among other words", () => {
    const found = englishIn(["7 · earlier messages not kept: 3"], messages);
    assert.deepEqual(found, ["7 · earlier messages not kept: 3"]);
  });

  it("is not found in a translation, or in words that are the same in both languages", () => {
    const words = Object.values(messages).map(({ message }) => message);
    assert.deepEqual(englishIn([...words, "Widget", "m.room.member"], messages), []);
  });
});
