import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ComponentChild, render } from "preact";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };
import type { Model as OptionsModel } from "../../../options/model.ts";
import { EMPTY as NO_OPTIONS } from "../../../options/state.ts";
import { createModel, type Model } from "../../../popup/model.ts";
import { EMPTY, type PopupState } from "../../../popup/state.ts";
import type { DelayState } from "../../../src/delayed-events/delay.ts";
import type { ConsentQuestion, GivenConsent } from "../../../src/messaging/views/consents.ts";
import type { Options } from "../../../src/messaging/views/options.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";
import { CHOICE } from "../popup/a-popup.ts";
import { delayView } from "../popup/delays/delay-view.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
/** Characters that must never be shown raw, and a word by which to find them. */
const HOSTILE = "evil\u202e\u3164\u2800\u2066";
const RAW = /[\u202e\u3164\u2800\u2066]/u;
const STATES: DelayState[] = ["pending", "sent", "cancelled", "gone", "dropped", "refused", "unknown"];

/** A delay in which every text from outside is hostile. */
const hostileDelay = (state: DelayState, over: object = {}) =>
  delayView({
    id: JSON.stringify([state, over]),
    state,
    error: HOSTILE,
    type: HOSTILE,
    stateKey: HOSTILE,
    room: { id: `!${HOSTILE}:x`, name: HOSTILE },
    widget: { id: HOSTILE, origin: HOSTILE },
    client: HOSTILE,
    userId: `@${HOSTILE}:x`,
    excerpt: HOSTILE,
    maskedDelayId: HOSTILE,
    purpose: "state",
    dueAt: state === "pending" ? 9e12 : 1,
    hasSession: false,
    ...over,
  });
const consent: GivenConsent = {
  partition: "default",
  client: HOSTILE,
  userId: `@${HOSTILE}:x`,
  widget: HOSTILE,
  givenAt: 1,
  features: ["delayed-events", HOSTILE],
};

describe("text from outside", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../popup/app.tsx").App;
  let ConsentApp: typeof import("../../../consent/app.tsx").App;
  let OptionsApp: typeof import("../../../options/app.tsx").App;
  let i18n: typeof import("../../../src/browser/i18n.ts");
  const roots: SmallNode[] = [];
  before(async () => {
    small = withSmallDocument(sentences);
    // Imported only now, because the views look up the browser's APIs as they load.
    ({ App } = await import("../../../popup/app.tsx"));
    ({ App: ConsentApp } = await import("../../../consent/app.tsx"));
    ({ App: OptionsApp } = await import("../../../options/app.tsx"));
    i18n = await import("../../../src/browser/i18n.ts");
  });
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function wordsOf(view: ComponentChild): string[] {
    const root = small.newRoot();
    roots.push(root);
    render(view, root as never);
    return root.words;
  }
  /** Asserts that the text is shown at least this many times, never raw. */
  function assertTold(words: string[], times: number): void {
    assert.deepEqual(
      words.filter((word) => RAW.test(word)),
      [],
    );
    assert.ok(words.filter((word) => /evil/.test(word)).length >= times, words.join("\n"));
  }
  const popup = (overview: Partial<Overview>, state: Partial<PopupState> = {}) => {
    const none = { delays: [], refused: [] };
    const whole: Overview = { diagnosis: "ready", ...none, ...overview };
    return wordsOf(<App state={{ ...EMPTY, overview: whole, ...state }} model={{} as Model} />);
  };

  for (const state of STATES)
    it(`is shown with its hidden characters visible in the popup's list: ${state}`, () => {
      const delay = hostileDelay(state);
      const failures = new Map([
        [delay.id, { action: "send" as const, refusal: { ok: false as const, error: HOSTILE } }],
      ]);
      assertTold(popup({ delays: [delay] }, { failures }), 2);
      const { room, ...rest } = hostileDelay(state, { blocker: "no-power" });
      assertTold(popup({ delays: [{ ...rest, room: { id: room.id } }] }), 2);
    });

  const details = async () => ({ content: { [HOSTILE]: HOSTILE } });
  const opened = {
    isOpen: true,
    namesAccount: true,
    failure: undefined,
    details,
    toggle: () => {},
  };
  for (const change of [
    { hasSession: true },
    { hasSession: false },
    { purpose: "message" },
    { elsewhere: true },
  ])
    it(`is shown with its hidden characters visible in a row that is open: ${JSON.stringify(change)}`, async () => {
      const { PendingDelay } = await import("../../../popup/delays/pending-delay.tsx");
      const root = small.newRoot();
      roots.push(root);
      const delay = hostileDelay("pending", { ...change, blocker: "no-power" });
      const doing = { running: undefined, update: () => {}, cancelAll: () => {} };
      const place = { ofWidget: 2, place: 1, count: 1 };
      const row = <PendingDelay delay={delay} displayed="pending" {...opened} {...doing} {...place} />;
      render(row, root as never);
      await new Promise((resolve) => setTimeout(resolve));
      assert.equal(root.all("content").length, 1);
      assertTold(root.words, 8);
    });

  it("is shown with its hidden characters visible in an open row that ended recently", async () => {
    const { EndedDelay } = await import("../../../popup/delays/ended-delay.tsx");
    for (const state of STATES)
      assertTold(wordsOf(<EndedDelay delay={hostileDelay(state, { dueAt: 1 })} now={9e5} {...opened} />), 8);
  });

  it("is shown with its hidden characters visible above a group", () => {
    const many = Array.from({ length: 12 }, (_, id) =>
      hostileDelay("pending", { id, hasSession: true, userId: `@${HOSTILE}${id % 2}:x` }),
    );
    assertTold(popup({ delays: many }), 14);
  });

  it("is shown with its hidden characters visible in the popup around the list", () => {
    const account = { userId: `@${HOSTILE}:x`, homeserver: HOSTILE };
    const client = { site: `https://${HOSTILE}/*`, on: true, missing: [`https://${HOSTILE}/*`] };
    for (const diagnosis of ["no-session", "homeserver-not-granted", "widget-not-granted", "ready"] as const)
      assertTold(popup({ account, client, diagnosis }), 3);
    const found = { origin: `https://${HOSTILE}`, homeservers: [HOSTILE], widgets: [HOSTILE] };
    const refused = [{ ...consent, widget: HOSTILE }];
    assertTold(popup({ client: { ...client, on: false }, diagnosis: "site-off", found }), 4);
    for (const state of ["failed", "refused", "not-granted", "protected"] as const) {
      const line = { widget: HOSTILE, state, at: 1, error: HOSTILE, features: [HOSTILE] };
      assertTold(popup({ client, found, refused, widgets: [line] }), 2);
    }
    for (const on of [false, true]) popup({ client: { ...client, on }, diagnosis: "site-off" });
  });

  it("is shown with its hidden characters visible in the outcome of the user's actions", async () => {
    const told: string[] = [];
    const refusing = { ok: false, error: HOSTILE };
    const model = createModel(
      {
        ask: async () => refusing,
        request: () => Promise.reject(new Error(HOSTILE)),
        questionClosesPopup: false,
        tabId: async () => 1,
        reloadTab: async () => {},
        openPage: async () => {},
        helpPage: "",
        copy: async () => {},
        wordsIn: async () => (key) => key,
      },
      ({ notice }) => {
        if (notice) told.push(i18n.text(...notice));
      },
    );
    await model.switchOff(CHOICE);
    await model.protect(CHOICE, []);
    assertTold(told, 2);
  });

  it("is shown with its hidden characters visible in the settings", () => {
    const { client, widget, features } = consent;
    const options: Options = {
      sites: [{ site: HOSTILE, on: true, preset: false }],
      consents: [consent],
      presetConsents: [{ client, widget, features }],
      reportLanguage: "browser",
      unencrypted: { on: false, preset: false },
      notifications: { on: false, preset: false },
    };
    const state = { ...NO_OPTIONS, options };
    assertTold(wordsOf(<OptionsApp state={state} model={{} as OptionsModel} />), 7);
  });

  it("is shown with its hidden characters visible in the consent window", () => {
    const question: ConsentQuestion = {
      id: "1",
      features: ["delayed-events", HOSTILE],
      partition: "default",
      client: HOSTILE,
      userId: HOSTILE,
      widget: HOSTILE,
    };
    const state = { questions: [question], before: 0, silent: false };
    assertTold(wordsOf(<ConsentApp state={state} answer={async () => {}} />), 4);
  });

  it("is shown unchanged if it hides nothing", () => {
    const room = { id: "!r:x", name: "Stand-up 🎉" };
    const words = popup({ delays: [hostileDelay("sent", { room, type: "m.room.topic", error: "No" })] });
    assert.ok(words.includes("Stand-up 🎉"));
    assert.ok(words.some((word) => word.includes("m.room.topic")));
  });

  it("is never inserted raw by a view", () => {
    const files = ["popup", "options", "consent", "ui"].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.join(ROOT, folder, file),
      ),
    );
    const views = files.filter((file) => file.endsWith(".tsx"));
    assert.ok(views.length > 10);
    for (const file of views) {
      // Expressions between tags that are neither a call nor a message: `<bdi>{room.name}</bdi>`.
      const bare = [...readFileSync(file, "utf8").matchAll(/(?<!=)>\s*\{\s*([\w.?! |&]+)\s*\}/g)].map(
        ([, what]) => what,
      );
      const OWN = [
        "children",
        "label",
        "headline",
        "advice",
        "pending.length",
        "props.children",
        "place",
        "when",
      ];
      assert.deepEqual(
        bare.filter((what) => !OWN.includes(what?.trim() ?? "")),
        [],
        file,
      );
    }
  });
});
