import assert from "node:assert/strict";
import { render } from "preact";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };
import type { Model } from "../../../popup/model.ts";
import { EMPTY } from "../../../popup/state.ts";
import type { DelayView, Overview } from "../../../src/messaging/contract.ts";
import { type SmallNode, withSmallDocument } from "../../environment/popup/small-document.ts";
import { delayView } from "./delays.ts";

const NOW = Date.now();

describe("the popup", () => {
  let small: ReturnType<typeof withSmallDocument>;
  let App: typeof import("../../../popup/app.tsx").App;
  before(async () => {
    small = withSmallDocument(sentences);
    // Only now, since it looks for the browser's APIs as it loads.
    ({ App } = await import("../../../popup/app.tsx"));
  });
  const roots: SmallNode[] = [];
  // A view that nobody removes counts down for ever.
  afterEach(() => {
    for (const root of roots.splice(0)) render(null, root as never);
  });
  after(() => small.end());

  function shown(overview: Partial<Overview>): SmallNode {
    const root = small.newRoot();
    roots.push(root);
    const none = { delays: [], consents: [], refused: [], unencrypted: false };
    const whole: Overview = { diagnosis: "ready", ...none, ...overview };
    render(<App state={{ ...EMPTY, overview: whole }} model={{} as Model} />, root as never);
    return root;
  }
  const rows = (...delays: DelayView[]) => shown({ delays }).all("delay").length;

  const pending = delayView({ id: "pending", scheduledAt: NOW, dueAt: NOW + 600_000 });
  for (const at of [1e300, -1e300, 8.65e15, Number.POSITIVE_INFINITY, Number.NaN])
    it(`lists every delay, whatever one claims as its times: ${at}`, () => {
      const times = { dueAt: at, scheduledAt: at, restartedAt: at, endedAt: at, resendAt: at, delay: at };
      const strange = (["pending", "sent", "dropped"] as const).map((state) =>
        delayView({ id: state, state, ...times }),
      );
      assert.equal(rows(...strange, pending), 4);
    });

  it("lists the others if one cannot be shown, and says so", async () => {
    const broken = { ...delayView({ id: "broken", state: "sent" }), room: null } as unknown as DelayView;
    const root = shown({ delays: [broken, pending] });
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(root.all("delay").length, 1);
    assert.equal(root.all("unshowable").length, 1);
  });

  it("does not say so if all can be shown", () => {
    const root = shown({ delays: [pending, delayView({ id: "2", state: "sent", endedAt: NOW })] });
    assert.deepEqual([root.all("delay").length, root.all("unshowable").length], [2, 0]);
  });

  describe("offers to switch on", () => {
    const client = { site: "https://client.example/*", on: false, missing: [] };
    const offered = (overview: Partial<Overview>) => {
      const root = shown({ diagnosis: "site-off", ...overview });
      return ["switch-on", "switch-on-around"].filter((id) => root.all(id).length > 0);
    };

    it("the client's site, and the portal's around it as well if there is one", () => {
      assert.deepEqual(offered({ client }), ["switch-on"]);
      const within = "https://portal.example/*";
      assert.deepEqual(offered({ client: { ...client, within } }), ["switch-on", "switch-on-around"]);
    });

    it("nothing if the client is on, or cannot be helped", () => {
      assert.deepEqual(offered({ client: { ...client, on: true }, diagnosis: "ready" }), []);
      assert.deepEqual(offered({ client, diagnosis: "session-elsewhere" }), []);
    });
  });
});
