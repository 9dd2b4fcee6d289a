import assert from "node:assert/strict";
import { reportOf } from "../../../popup/client/report.ts";
import type { Model } from "../../../popup/model.ts";
import { EMPTY, type PopupState } from "../../../popup/state.ts";
import { OWN_ERRORS } from "../../../src/delayed-events/own-errors.ts";
import { FEATURES } from "../../../src/features/features.ts";
import type { DelayView } from "../../../src/messaging/views/delays.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";
import { DIAGNOSES } from "../popup/client/diagnoses.ts";
import { TRANSLATIONS } from "./catalogues.ts";
import { englishIn } from "./english-in.ts";
import { everyDelay, FOUND, SERVERS, SHORTAGES, WIDGET_LINES } from "./popup-states.ts";
import { useLanguage } from "./shown.ts";

const holder = { partition: "default", client: "https://3.example", userId: "@4:5.example" };
const consent = {
  ...holder,
  widget: "https://1.example/2",
  features: FEATURES.map(({ id }) => id),
  givenAt: 1,
};
const none = { delays: [], refused: [] };

const nothing = async () => undefined;
const opened = {
  named: "8",
  running: undefined,
  failure: undefined,
  isOpen: true,
  namesAccount: true,
  ofWidget: 4,
  place: 1,
  count: 1,
  toggle() {},
  update() {},
  cancelAll() {},
  details: nothing,
};

for (const [language, messages] of TRANSLATIONS)
  describe(`no English is shown in the language ${language} by the popup`, () => {
    const { wordsOf, assertTranslated } = useLanguage(messages);
    let Popup: typeof import("../../../popup/app.tsx").App;
    let Opened: typeof import("../../../popup/delays/opened-delay.tsx").OpenedDelay;
    let text: typeof import("../../../src/browser/i18n.ts").text;
    before(async () => {
      ({ App: Popup } = await import("../../../popup/app.tsx"));
      ({ OpenedDelay: Opened } = await import("../../../popup/delays/opened-delay.tsx"));
      ({ text } = await import("../../../src/browser/i18n.ts"));
    });

    const popup = (overview: Partial<Overview>, state: Partial<PopupState> = {}) => {
      const whole: Overview = { diagnosis: "ready", ...none, ...overview };
      const view = <Popup state={{ ...EMPTY, overview: whole, ...state }} model={{} as Model} />;
      assertTranslated([view]);
      return wordsOf(view);
    };
    const account = { userId: "@4:5.example", homeserver: "https://5.example" };
    const client = { site: "https://3.example/*", on: true, missing: ["https://6.example/*"] };

    for (const diagnosis of DIAGNOSES)
      it(`that says: ${diagnosis}`, () => {
        popup({ diagnosis, account, client });
        popup({ diagnosis, client: { ...client, on: false, within: "https://7.example/*" } });
      });

    it("with the findings before a client is switched on", () => {
      for (const found of FOUND) popup({ diagnosis: "site-off", client: { ...client, on: false }, found });
    });

    for (const line of WIDGET_LINES)
      it(`with a widget: ${line.state}`, () => {
        popup({ client, account, widgets: [line] });
        popup({ client, account, widgets: [line], refused: [{ ...consent, widget: line.widget }] });
      });

    it("with facts about the homeserver", () => {
      for (const server of SERVERS) popup({ client, account, server });
    });

    for (const delay of everyDelay())
      it(`with a delay: ${delay.id}`, () => {
        const failures = new Map([[delay.id, { action: "send" as const }]]);
        popup({ delays: [delay] });
        popup({ delays: [delay] }, { failures });
        assertTranslated([<Opened {...opened} delay={delay} displayed="pending" />]);
        assertTranslated([<Opened {...opened} delay={{ ...delay, elsewhere: true }} displayed="due" />]);
      });

    for (const error of Object.values(OWN_ERRORS))
      it(`with a reason of Postdate's own: ${error}`, () => {
        const [delay] = everyDelay();
        const refusal = { ok: false as const, error };
        for (const state of ["refused", "unknown", "dropped", "pending"] as const) {
          const failures = new Map([["8", { action: "send" as const, refusal }]]);
          const shown = popup({ delays: [{ ...(delay as DelayView), id: "8", state, error }] }, { failures });
          assert.deepEqual(
            shown.filter((words) => words.includes(error)),
            [],
          );
        }
      });

    it("before the background has answered, and if it does not", () => {
      for (const silent of [false, true])
        assertTranslated([<Popup state={{ ...EMPTY, silent }} model={{} as Model} />]);
    });

    it("with refusals and shortages", () => {
      popup({ refused: [consent] });
      for (const shortage of SHORTAGES) popup({ shortage });
    });

    it("in the report that it copies", () => {
      for (const widgets of WIDGET_LINES.map((line) => [line]))
        for (const [server, found] of [
          [SERVERS[0], FOUND[0]],
          [SERVERS[2], FOUND[1]],
        ] as const) {
          const facts = { ...(server && { server }), ...(found && { found }) };
          const overview = { ...none, ...facts, diagnosis: "site-off", client, account, widgets } as const;
          const report = reportOf(overview, { version: "8", userAgent: "", now: Date.now() }, text);
          assert.deepEqual(englishIn(report.split("\n"), messages), []);
        }
    });
  });
