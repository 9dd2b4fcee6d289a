import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { render } from "preact";
import sentences from "../../../../_locales/en/messages.json" with { type: "json" };
import type { Controls } from "../../../../inspector/controls.ts";
import type { Row } from "../../../../inspector/log/row.ts";
import { createModel } from "../../../../inspector/model.ts";
import type { InspectorState } from "../../../../inspector/state.ts";
import { type SmallNode, withSmallDocument } from "../../../environment/popup/small-document.ts";
import { conversation, fakeLog, row, START, said } from "../fake-rows.ts";

const VIEWS = path.resolve(import.meta.dirname, "../../../../inspector/views");
/** Characters that must never be shown raw, and a word by which to find them. */
const HOSTILE = "evil\u202e\u3164\u2800\u2066";
const RAW = /[\u202e\u3164\u2800\u2066]/u;

const data = { type: HOSTILE, state_key: HOSTILE, delay: 10_000, [HOSTILE]: [HOSTILE] };
const sent = said(START, { api: "fromWidget", action: HOSTILE, data }, HOSTILE);
const delivered = said(START, { api: "fromWidget", action: "other", data: { more: HOSTILE } });
const reply = said(START + 6, { response: { delay_id: HOSTILE, error: { message: HOSTILE } } }, HOSTILE);

const asked = said(START, { action: "capabilities", api: "toWidget", response: { capabilities: [HOSTILE] } });

/** Rows in which every text from outside is hostile. */
const rows: Row[] = [
  row(1, {
    action: HOSTILE,
    requestId: HOSTILE,
    request: { sent, delivered },
    reply: { sent: reply },
    state: "error",
  }),
  row(2, { request: { sent }, reply: { delivered: reply }, by: "postdate", state: "error" }),
  row(3, {
    action: "capabilities",
    api: "toWidget",
    by: "widget",
    reply: { sent: asked, delivered: asked },
  }),
  row(4, { requests: [{ method: HOSTILE, path: HOSTILE, errcode: HOSTILE, took: 3 }] }),
];

describe("text from pages, in the inspector,", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../../inspector/views/app.tsx").App;
  const roots: SmallNode[] = [];
  before(async () => {
    small = withSmallDocument(sentences);
    // Imported only now, because the views look up the browser's APIs as they load.
    ({ App } = await import("../../../../inspector/views/app.tsx"));
  });
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function wordsOf(change: Partial<InspectorState>): string[] {
    const widget = { origin: `https://${HOSTILE}`, url: `https://${HOSTILE}/` };
    const log = fakeLog([conversation(1, { host: widget, widget, widgetId: HOSTILE, unheard: "host" })]);
    log.put(...rows);
    const browser = {
      now: () => START,
      clock: () => 0,
      pause: async () => {},
      copy: async () => {},
      save: async () => {},
    };
    const model = createModel(log, browser, () => {});
    model.setFilter(change.filter ?? "");
    model.set({ ...change, revision: 7 });
    const controls = { model, files: {}, sending: { canSend: () => true } } as unknown as Controls;
    const root = small.newRoot();
    roots.push(root);
    render(<App state={model.state} controls={controls} />, root as never);
    // Once more, now that the lists have measured their height.
    render(<App state={{ ...model.state, revision: 8 }} controls={controls} />, root as never);
    return root.words;
  }
  /** Asserts that the text is shown this many times, never raw. */
  function assertTold(words: string[], times: number): void {
    assert.deepEqual(
      words.filter((word) => RAW.test(word)),
      [],
    );
    const told = words.filter((word) => /evil/.test(word)).length;
    assert.ok(told >= times, `${told} times: ${words.join("\n")}`);
  }

  for (const serial of [1, 2, 3, 4])
    it(`is shown with its hidden characters visible in the list and the details of message ${serial}`, () => {
      assertTold(wordsOf({ selected: serial }), 5);
    });

  for (const view of ["handshake", "delays", "conformance"] as const)
    it(`is shown with its hidden characters visible among ${view}`, () => {
      assertTold(wordsOf({ view }), 1);
    });

  it("is shown with its hidden characters visible around the list: a file's name and errors, filters, the request to send", () => {
    const filters = { recent: [HOSTILE], named: [{ name: HOSTILE, text: HOSTILE }] };
    const words = wordsOf({
      filter: `${HOSTILE} colour:${HOSTILE}`,
      file: { name: HOSTILE, rows: 1, problems: [], more: 0 },
      settings: { filters, listShare: 50, relativeTimes: false },
    });
    assertTold(words, 6);
  });

  it("is never inserted raw by a view", () => {
    const views = readdirSync(VIEWS).filter((file) => file.endsWith(".tsx"));
    assert.ok(views.length > 20);
    const OWN = [
      "children",
      "name",
      "label",
      "words",
      "first",
      "second",
      "each",
      "head",
      "mark",
      "part",
      "error",
      "about",
    ];
    for (const file of views) {
      const code = readFileSync(path.join(VIEWS, file), "utf8");
      const bare = [...code.matchAll(/(?<!=)>\s*\{\s*([\w.?! |&]+)\s*\}/g)].map(
        ([, what]) => what?.trim() ?? "",
      );
      assert.deepEqual(
        bare.filter((what) => !OWN.includes(what)),
        [],
        file,
      );
    }
  });
});
