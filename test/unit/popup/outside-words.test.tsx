import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ComponentChild, render } from "preact";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };
import { createModel, type Model } from "../../../popup/model.ts";
import { EMPTY, type PopupState } from "../../../popup/state.ts";
import type { DelayState } from "../../../src/delayed-events/delay.ts";
import type { ConsentQuestion, GivenConsent, Overview } from "../../../src/messaging/contract.ts";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";
import { delayView } from "./delays.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");
/** Characters that must never be shown raw, and a word by which to find them. */
const HOSTILE = "evil\u202e\u3164\u2800\u2066";
const RAW = /[\u202e\u3164\u2800\u2066]/u;
const STATES: DelayState[] = ["pending", "sent", "cancelled", "gone", "dropped", "refused", "unknown"];

/** A delay in which every text from outside is hostile. */
const hostileDelay = (state: DelayState, over: object = {}) =>
  delayView({
    ...{ id: JSON.stringify([state, over]), state, error: HOSTILE, type: HOSTILE, stateKey: HOSTILE },
    ...{ room: { id: `!${HOSTILE}:x`, name: HOSTILE }, widget: { id: HOSTILE, origin: HOSTILE } },
    ...{ client: HOSTILE, userId: `@${HOSTILE}:x`, content: { [HOSTILE]: HOSTILE }, maskedDelayId: HOSTILE },
    ...{ purpose: "state", dueAt: state === "pending" ? 9e12 : 1, hasSession: false },
    ...over,
  });
const consent: GivenConsent = {
  ...{ partition: "default", client: HOSTILE, userId: `@${HOSTILE}:x`, widget: HOSTILE, givenAt: 1 },
  features: ["delayed-events", HOSTILE],
};

describe("text from outside", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../popup/app.tsx").App;
  let ConsentApp: typeof import("../../../consent/app.tsx").App;
  let i18n: typeof import("../../../src/browser/i18n.ts");
  const roots: SmallNode[] = [];
  before(async () => {
    small = withSmallDocument(sentences);
    // Only now, since the views look for the browser's APIs as they load.
    ({ App } = await import("../../../popup/app.tsx"));
    ({ App: ConsentApp } = await import("../../../consent/app.tsx"));
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
    const none = { delays: [], consents: [], refused: [], unencrypted: false };
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

  it("is shown with its hidden characters visible in the popup around the list", () => {
    const account = { userId: `@${HOSTILE}:x`, homeserver: HOSTILE };
    const client = { site: `https://${HOSTILE}/*`, on: true, missing: [`https://${HOSTILE}/*`] };
    for (const diagnosis of ["no-session", "homeserver-not-granted", "widget-not-granted", "ready"] as const)
      assertTold(popup({ account, client, diagnosis, consents: [consent] }), 5);
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
      },
      ({ notice, settingFailure }) => {
        for (const phrase of [notice, settingFailure]) if (phrase) told.push(i18n.text(...phrase));
      },
    );
    const client = { site: "https://c.example/*", on: false, missing: ["https://hs.example/*"] };
    await model.switchOff(client);
    await model.allow(client);
    await model.allowUnencrypted(true);
    assertTold(told, 3);
  });

  it("is shown with its hidden characters visible in the window that asks for consent", () => {
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
    const files = ["popup", "consent", "ui"].flatMap((folder) =>
      readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.join(ROOT, folder, file),
      ),
    );
    const views = files.filter((file) => file.endsWith(".tsx"));
    assert.ok(views.length > 10);
    for (const file of views) {
      // What is between tags and neither a call nor a sentence: `<bdi>{room.name}</bdi>`.
      const bare = [...readFileSync(file, "utf8").matchAll(/(?<!=)>\s*\{\s*([\w.?! |&]+)\s*\}/g)].map(
        ([, what]) => what,
      );
      const OWN = ["children", "label", "headline", "advice", "pending.length", "props.children"];
      assert.deepEqual(
        bare.filter((what) => !OWN.includes(what?.trim() ?? "")),
        [],
        file,
      );
    }
  });
});
