import assert from "node:assert/strict";
import { render } from "preact";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };
import type { Model } from "../../../options/model.ts";
import { EMPTY, type OptionsState } from "../../../options/state.ts";
import { EVERYWHERE } from "../../../src/messaging/everywhere.ts";
import type { Options } from "../../../src/messaging/views/options.ts";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";

const OFF = { on: false, preset: false };
const SITE = "https://client.example/*";

describe("the options page", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../options/app.tsx").App;
  const roots: SmallNode[] = [];
  before(async () => {
    small = withSmallDocument(sentences);
    // Imported only now, because the page looks up the browser's APIs as it loads.
    ({ App } = await import("../../../options/app.tsx"));
  });
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function shown(options: Partial<Options>, state: Partial<OptionsState> = {}): SmallNode {
    const root = small.newRoot();
    roots.push(root);
    const whole: Options = {
      sites: [{ site: EVERYWHERE, ...OFF }],
      consents: [],
      presetConsents: [],
      reportLanguage: "browser",
      unencrypted: OFF,
      notifications: OFF,
      ...options,
    };
    render(<App state={{ ...EMPTY, options: whole, ...state }} model={{} as Model} />, root as never);
    return root;
  }
  const has = (root: SmallNode, testId: string) => root.all(testId).length;

  it("lists each site, except everywhere, with a button that switches it off", () => {
    const root = shown({
      sites: [
        { site: EVERYWHERE, ...OFF },
        { site: SITE, on: true, preset: false },
      ],
    });
    assert.deepEqual([has(root, "site"), has(root, "site-off"), has(root, "site-allow")], [1, 1, 0]);
    assert.ok(root.words.includes(sentences.sitesHint.message));
  });

  it("says so if no site is on", () => {
    const root = shown({});
    assert.equal(has(root, "site"), 0);
    assert.ok(root.words.includes(sentences.noSites.message));
  });

  it("offers no way to change what an administrator has decided, and says who has", () => {
    const root = shown({
      sites: [
        { site: EVERYWHERE, ...OFF },
        { site: SITE, on: true, preset: true },
      ],
      presetConsents: [
        { client: "https://client.example", widget: "https://w.example", features: ["delayed-events"] },
      ],
      unencrypted: { on: true, preset: true },
    });
    assert.deepEqual([has(root, "site-off"), has(root, "revoke"), has(root, "preset-consent")], [0, 0, 1]);
    assert.equal(has(root, "preset"), 3);
    const isDisabled = (testId: string) =>
      root.all(testId)[0]?.attributes.some(({ name }) => name === "disabled");
    assert.deepEqual(["unencrypted", "notifications"].map(isDisabled), [true, false]);
  });

  it("names invalid entries of an administrator's preset, if there are any", () => {
    const presetFaults = [
      { at: "sites[1]", entry: '"https://a.example:1/*"', why: "site" },
      { at: "sites[2]", entry: "1", why: "site" },
    ] satisfies Options["presetFaults"];
    const root = shown({ presetFaults });
    assert.equal(has(root, "preset-fault"), 2);
    const [first] = root.all("preset-fault");
    const why = sentences.faultSite.message;
    assert.equal(first?.words.join(""), `sites[1]: "https://a.example:1/*"${why}`);
    assert.equal(has(shown({}), "preset-faults"), 0);
  });

  it("lets the user permit a site that an administrator has chosen", () => {
    const root = shown({ sites: [{ site: SITE, on: false, preset: true }] });
    assert.deepEqual([has(root, "site-off"), has(root, "site-allow")], [0, 1]);
  });

  it("asks for notifications if they are wanted and the browser does not permit them", () => {
    const notifications = { on: true, preset: true };
    assert.equal(has(shown({ notifications }), "allow-notifications"), 1);
    assert.equal(has(shown({ notifications }, { mayNotify: true }), "allow-notifications"), 0);
    assert.equal(has(shown({}), "allow-notifications"), 0);
  });

  it("lists every consent, whatever its time", () => {
    const consent = {
      partition: "default",
      client: "https://c.example",
      widget: "https://w.example",
      features: ["delayed-events"],
    };
    const consents = [1e300, Number.NaN, 1].map((givenAt) => ({
      ...consent,
      givenAt,
      userId: `@${givenAt}:x`,
    }));
    assert.equal(has(shown({ consents }), "consent"), 3);
  });

  it("names the keyboard shortcut of the popup, or says that there is none", () => {
    assert.ok(shown({}, { keys: "Alt+Shift+D" }).words.some((word) => word.startsWith("Alt+Shift+D")));
    assert.ok(shown({}, { keys: "" }).words.includes(sentences.shortcutNone.message));
    assert.equal(has(shown({}), "shortcut"), 0);
  });
});
