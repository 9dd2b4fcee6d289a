import assert from "node:assert/strict";
import { render } from "preact";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };
import type { Model } from "../../../popup/model.ts";
import { EMPTY } from "../../../popup/state.ts";
import type { DelayView } from "../../../src/messaging/views/delays.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";
import { delayView } from "./delays/delay-view.ts";

const NOW = Date.now();

describe("the popup", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../popup/app.tsx").App;
  before(async () => {
    small = withSmallDocument(sentences);
    // Imported only now, because the popup looks up the browser's APIs as it loads.
    ({ App } = await import("../../../popup/app.tsx"));
  });
  const roots: SmallNode[] = [];
  // A view that is not removed counts down for ever.
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function shown(overview: Partial<Overview>, root = small.newRoot()): SmallNode {
    if (!roots.includes(root)) roots.push(root);
    const none = { delays: [], refused: [] };
    const whole: Overview = { diagnosis: "ready", ...none, ...overview };
    render(<App state={{ ...EMPTY, overview: whole }} model={{} as Model} />, root as never);
    return root;
  }
  const rows = (...delays: DelayView[]) => shown({ delays }).all("delay").length;

  const pending = delayView({ id: "pending", scheduledAt: NOW, dueAt: NOW + 600_000 });
  for (const at of [1e300, -1e300, 8.65e15, Number.POSITIVE_INFINITY, Number.NaN])
    it(`lists every delay, whatever the times of one: ${at}`, () => {
      const times = { dueAt: at, scheduledAt: at, restartedAt: at, endedAt: at, resendAt: at, delay: at };
      const strange = (["pending", "sent", "dropped"] as const).map((state) =>
        delayView({ id: state, state, ...times }),
      );
      assert.equal(rows(...strange, pending), 4);
    });

  it("offers to switch a site off, or says that an administrator has switched it on", () => {
    const client = { site: "https://chat.example/*", on: true, missing: [] };
    const own = shown({ client });
    assert.deepEqual([own.all("switch-off").length, own.all("preset").length], [1, 0]);
    const preset = shown({ client: { ...client, preset: true } });
    assert.deepEqual([preset.all("switch-off").length, preset.all("preset").length], [0, 1]);
  });

  it("draws only the visible ones of a thousand delays, and all of a few", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, id) => ({ ...pending, id: String(id), dueAt: NOW + 600_000 + id }));
    assert.equal(rows(...many(50)), 50);
    const drawn = rows(...many(1_000));
    assert.ok(drawn >= 600 / 50 && drawn < 80, `${drawn} are drawn`);
  });

  it("draws a row again only if its own delay has changed", () => {
    let drawn = 0;
    const quiet = Object.defineProperty({ ...pending, id: "quiet" }, "widgetClosed", {
      get() {
        drawn += 1;
        return undefined;
      },
    });
    const root = shown({ delays: [quiet, pending] });
    const before = drawn;
    assert.ok(before > 0);
    shown({ delays: [quiet, { ...pending, restartedAt: NOW, dueAt: NOW + 700_000 }] }, root);
    assert.equal(drawn, before);
    shown(
      { delays: [Object.defineProperty({ ...quiet }, "widgetClosed", { get: () => drawn++ }), pending] },
      root,
    );
    assert.ok(drawn > before);
  });

  it("says what is wrong with a delay in its row, and nothing in the others", () => {
    const root = shown({ delays: [pending, { ...pending, id: "2", unheld: true }] });
    assert.equal(root.all("trouble").length, 1);
    assert.match(root.all("delay")[0]?.words.join("") ?? "", new RegExp(sentences.rowUnheld.message));
  });

  it("lists the others if one cannot be shown, and says so", async () => {
    const broken = { ...delayView({ id: "broken", state: "sent" }), room: null } as unknown as DelayView;
    const root = shown({ delays: [broken, pending] });
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(root.all("delay").length, 1);
    assert.equal(root.all("unshowable").length, 1);
  });

  it("does not say that a delay is missing if all can be shown", () => {
    const root = shown({ delays: [pending, delayView({ id: "2", state: "sent", endedAt: NOW })] });
    assert.deepEqual([root.all("delay").length, root.all("unshowable").length], [2, 0]);
  });

  describe("says after the history was cleared", () => {
    const sent = (id: string) => delayView({ id, state: "sent", endedAt: NOW });
    function draw(root: SmallNode, delays: DelayView[]): void {
      const clearEnded = async () => {
        draw(root, left);
        return { ok: true };
      };
      const overview: Overview = { diagnosis: "no-page", refused: [], delays };
      const model = { delays: { clearEnded } } as unknown as Model;
      render(<App state={{ ...EMPTY, overview }} model={model} />, root as never);
    }
    let left: DelayView[] = [];
    async function cleared(leaving: DelayView[]): Promise<SmallNode> {
      left = leaving;
      const root = small.newRoot();
      roots.push(root);
      draw(root, [sent("1"), sent("2")]);
      await root.all("clear-ended")[0]?.press();
      return root;
    }
    const said = (root: SmallNode) => root.all("cleared")[0]?.words.join("");

    it("that all is gone, or that what it may yet find out about has stayed", async () => {
      assert.equal(said(await cleared([])), sentences.cleared.message);
      assert.equal(said(await cleared([sent("2")])), sentences.clearedButSome.message);
    });

    it("nothing else when a delay ends later", async () => {
      const root = await cleared([]);
      draw(root, [sent("3")]);
      assert.equal(root.all("delay").length, 1);
      assert.equal(said(root), sentences.cleared.message);
    });
  });

  describe("offers to switch on", () => {
    const client = { site: "https://client.example/*", on: false, missing: [] };
    const offered = (overview: Partial<Overview>) => {
      const root = shown({ diagnosis: "site-off", ...overview });
      return ["switch-on", "switch-on-around"].filter((id) => root.all(id).length > 0);
    };

    it("the client's site, and the portal's around it if there is one", () => {
      assert.deepEqual(offered({ client }), ["switch-on"]);
      const within = "https://portal.example/*";
      assert.deepEqual(offered({ client: { ...client, within } }), ["switch-on", "switch-on-around"]);
    });

    it("nothing if the client is on, or cannot be helped", () => {
      assert.deepEqual(offered({ client: { ...client, on: true }, diagnosis: "ready" }), []);
      assert.deepEqual(offered({ client, diagnosis: "session-elsewhere" }), []);
    });
  });

  describe("shows of the client's widgets", () => {
    const client = { site: "https://client.example/*", on: true, missing: [] };
    const widget = "https://call.example/room";
    const refused = { partition: "default", client: "https://client.example", features: ["delayed-events"] };

    it("a line for each, with a way to ask again only if the user can be asked", () => {
      const widgets = (["protected", "refused", "unanswered", "untried"] as const).map((state, at) => ({
        widget: `https://${at}.example/`,
        state,
      }));
      const rows = [1, 2].map((at) => ({ ...refused, widget: `https://${at}.example` }));
      const root = shown({ client, widgets, refused: rows });
      assert.deepEqual([root.all("widget-line").length, root.all("let-ask").length], [2, 2]);
    });

    it("a way to reload if a widget was open before the scripts, and nothing else is wrong", () => {
      const reloads = (over: Partial<Overview>) => shown({ client, ...over }).all("reload").length;
      assert.equal(reloads({ widgets: [{ widget, state: "reload" }] }), 1);
      assert.equal(reloads({ widgets: [{ widget, state: "untried" }] }), 0);
      assert.equal(reloads({ diagnosis: "no-session", widgets: [{ widget, state: "reload" }] }), 0);
      assert.equal(reloads({ diagnosis: "reload-needed" }), 1);
    });

    it("what the main button allows, and to which widget, before it is pressed", () => {
      const found = { origin: "https://client.example", homeservers: [], widgets: [widget] };
      const root = shown({ diagnosis: "site-off", client: { ...client, on: false }, found });
      const words = root.all("named")[0]?.words.join(" ") ?? "";
      assert.ok(words.includes("https://call.example") && words.includes("/room"), words);
      assert.ok(words.includes(sentences.delayedEventsPhrase.message), words);
      const nothing = shown({ diagnosis: "site-off", client: { ...client, on: false } });
      assert.equal(nothing.all("named").length, 0);
    });
  });
});
