import assert from "node:assert/strict";
import { MOST } from "../../../../src/background/widgets/quota.ts";
import { grantedOf, notAskedAbout, type Widget } from "../../../../src/background/widgets/widget-load.ts";
import { createWidgets } from "../../../../src/background/widgets/widgets.ts";
import type { Feature } from "../../../../src/features/feature.ts";
import { FEATURES } from "../../../../src/features/features.ts";
import type { FrameSender } from "../../../../src/messaging/sender.ts";
import { memoryStore } from "../memory-store.ts";

const NONCE = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
const CLIENT = "https://client.example";
const host: FrameSender = {
  tabId: 1,
  frameId: 0,
  documentId: "HOST",
  origin: CLIENT,
  partition: "default",
};
const frame: FrameSender = { ...host, frameId: 7, documentId: "WIDGET", origin: "https://widget.example" };
const here = { ask: "widget-here", nonce: NONCE, host: CLIENT, late: false } as const;
const seen: Parameters<ReturnType<typeof createWidgets>["seen"]>[0] = {
  ask: "widget-seen",
  nonce: NONCE,
  late: false,
  widget: { id: "w", origin: "https://widget.example" },
  embedding: { ids: [], page: "https://client.example/" },
};

async function aFrame() {
  const store = memoryStore();
  const widgets = createWidgets(store, () => 1);
  assert.equal(await widgets.here(here, frame), true);
  return { store, widgets };
}

async function aWidget() {
  const given = await aFrame();
  assert.equal(await given.widgets.seen(seen, host), true);
  return given;
}

/** The user's answer about delayed events, given as Alice. */
const said = (allowed: boolean, features = ["delayed-events"]) => ({
  features,
  allowed: allowed ? features : [],
  userId: "@alice:example.org",
});

describe("a widget", () => {
  it("is known to its own document and its host's, however often they announce it", async () => {
    const { widgets } = await aWidget();
    // Their scripts repeat a message if the background dies before it answers.
    assert.equal(await widgets.here(here, frame), true);
    assert.equal(await widgets.seen(seen, host), true);
    assert.equal((await widgets.asHost(NONCE, host))?.id, "w");
    assert.equal((await widgets.asWidget(NONCE, frame))?.client, CLIENT);
  });

  it("does not exist before a host has claimed it", async () => {
    const { widgets } = await aFrame();
    assert.equal(await widgets.asWidget(NONCE, frame), undefined);
    assert.equal(await widgets.asHost(NONCE, host), undefined);
    assert.equal(await widgets.trust(NONCE, ["delayed-events"]), undefined);
  });

  for (const [who, other] of [
    ["a page of an origin other than its frame has named", { ...host, origin: "https://evil.example" }],
    ["a page in another tab", { ...host, tabId: 2 }],
    ["a page in a private window", { ...host, partition: "private" }],
    ["a sandboxed page", { ...host, origin: "null" }],
  ] as const)
    it(`has no host in ${who}, even with its nonce`, async () => {
      const { widgets } = await aFrame();
      assert.equal(await widgets.seen(seen, other), false);
      assert.equal(await widgets.asHost(NONCE, other), undefined);
      assert.equal(await widgets.asWidget(NONCE, frame), undefined);
    });

  it("has no host that names a window of another origin", async () => {
    const { widgets } = await aFrame();
    const elsewhere = { ...seen.widget, origin: "https://evil.example" };
    assert.equal(await widgets.seen({ ...seen, widget: elsewhere }, host), false);
  });

  it("keeps its host, whoever claims it later", async () => {
    const { widgets } = await aWidget();
    const next = { ...host, documentId: "NEXT" };
    const said = { ...seen, widget: { ...seen.widget, id: "other" } };
    assert.equal(await widgets.seen(said, next), false);
    assert.equal((await widgets.asHost(NONCE, host))?.id, "w");
    assert.equal(await widgets.asHost(NONCE, next), undefined);
  });

  for (const [who, other] of [
    ["the next page in its frame", { ...frame, documentId: "NEXT" }],
    ["another frame", { ...frame, frameId: 8, documentId: "OTHER" }],
    ["a frame of another tab", { ...frame, tabId: 2 }],
    ["its host", host],
  ] as const)
    it(`is not ${who}, even with its nonce`, async () => {
      const { widgets } = await aWidget();
      assert.equal(await widgets.here(here, other), false);
      assert.equal(await widgets.asWidget(NONCE, other), undefined);
    });

  for (const [who, other] of [
    ["another page in the host's frame", { ...host, documentId: "NEXT" }],
    ["another tab", { ...host, tabId: 2 }],
    ["the widget itself", frame],
  ] as const)
    it(`cannot be claimed as host by ${who}`, async () => {
      const { widgets } = await aWidget();
      assert.equal(await widgets.asHost(NONCE, other), undefined);
    });

  it("is unknown under a nonce that nobody has reported", async () => {
    const { widgets } = await aFrame();
    const other = "00000000-0000-4000-8000-000000000000";
    assert.equal(await widgets.seen({ ...seen, nonce: other }, host), false);
    assert.equal(await widgets.asHost(other, host), undefined);
  });

  it("has one host for life: its frame cannot name another origin later", async () => {
    const { widgets } = await aWidget();
    assert.equal(await widgets.here({ ...here, host: "https://evil.example" }, frame), false);
    assert.equal((await widgets.asWidget(NONCE, frame))?.client, CLIENT);
  });

  it("may move in its page, and keeps what is known about it", async () => {
    const { widgets } = await aWidget();
    await widgets.hide(NONCE, ["m.send.delayed_event"]);
    await widgets.seen({ ...seen, embedding: { ids: ["moved"], page: "" } }, host);
    const { embedding, hidden } = (await widgets.asWidget(NONCE, frame)) ?? {};
    assert.deepEqual([embedding?.ids, hidden], [["moved"], ["m.send.delayed_event"]]);
  });

  it("counts as late if either of its two scripts came late", async () => {
    for (const [ofWidget, ofHost] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      const widgets = createWidgets(memoryStore(), () => 1);
      await widgets.here({ ...here, late: ofWidget }, frame);
      await widgets.seen({ ...seen, late: ofHost }, host);
      assert.equal((await widgets.asHost(NONCE, host))?.late, ofWidget || ofHost);
    }
  });

  it("has none of the hidden capabilities until and unless the user grants them", async () => {
    const { widgets } = await aWidget();
    const hidden = await widgets.hide(NONCE, ["m.send.delayed_event"]);
    assert.deepEqual(hidden && grantedOf(hidden), []);
    const refused = await widgets.grant(NONCE, said(false));
    assert.deepEqual(refused && grantedOf(refused), []);
  });

  it("has them only for the account that was asked about", async () => {
    const { widgets } = await aWidget();
    await widgets.hide(NONCE, ["m.send.delayed_event"]);
    const granted = await widgets.grant(NONCE, said(true));
    assert.deepEqual(granted && grantedOf(granted, "@alice:example.org"), ["m.send.delayed_event"]);
    assert.deepEqual(granted && grantedOf(granted, "@bob:example.org"), []);
  });

  it("has the user's answer for each feature, and asks about the next one", async () => {
    const features = FEATURES as Feature[];
    features.push({ ...(features[0] as Feature), id: "another", capabilities: ["another"] });
    try {
      const { widgets } = await aWidget();
      await widgets.hide(NONCE, ["m.send.delayed_event"]);
      await widgets.grant(NONCE, said(true));
      const more = (await widgets.hide(NONCE, ["another"])) as Widget;
      assert.deepEqual([grantedOf(more), notAskedAbout(more)], [["m.send.delayed_event"], ["another"]]);
      const no = await widgets.grant(NONCE, said(false, ["another"]));
      assert.deepEqual(no && [grantedOf(no), notAskedAbout(no)], [["m.send.delayed_event"], []]);
      const bob = await widgets.grant(NONCE, { ...said(true, ["another"]), userId: "@bob:x" });
      assert.deepEqual(bob && [grantedOf(bob), notAskedAbout(bob)], [["another"], ["delayed-events"]]);
    } finally {
      features.pop();
    }
  });

  it("survives the worker's death", async () => {
    const { store } = await aWidget();
    assert.equal((await createWidgets(store, () => 1).asHost(NONCE, host))?.id, "w");
  });

  it("is forgotten with its partition or its tab, and with no other", async () => {
    for (const [there, forget] of [
      [{ partition: "private" }, "forgetPartition"],
      [{ tabId: 2 }, "forgetTab"],
    ] as const) {
      const { store, widgets } = await aWidget();
      const hers = crypto.randomUUID();
      await widgets.here({ ...here, nonce: hers }, { ...frame, frameId: 9, documentId: "HERS", ...there });
      await widgets[forget]("partition" in there ? (there.partition as never) : (there.tabId as never));
      assert.deepEqual([...store.values.keys()], [`widget ${NONCE}`]);
    }
  });

  describe("that is remembered", () => {
    /** Widgets, and a clock that advances by a millisecond at each reading. */
    function someWidgets() {
      const store = memoryStore();
      const clock = { now: 0 };
      const widgets = createWidgets(store, () => ++clock.now);
      let frames = 100;
      return {
        store,
        clock,
        widgets,
        /** Loads a widget in a frame, and lets its host claim it unless it has none. */
        async load({ tabId = 1, client = CLIENT, frameId = ++frames, hasHost = true } = {}) {
          const nonce = crypto.randomUUID();
          const place = { ...frame, tabId, frameId, documentId: nonce };
          const isHere = await widgets.here({ ...here, nonce, host: client }, place);
          if (hasHost)
            assert.equal(await widgets.seen({ ...seen, nonce }, { ...host, tabId, origin: client }), isHere);
          return Object.assign(() => widgets.asWidget(nonce, place), { isHere });
        },
      };
    }

    it("is forgotten when too many younger ones of its client are known in its tab", async () => {
      const { store, load } = someWidgets();
      const first = await load();
      for (let each = 1; each <= MOST.allInTab; each += 1) await load();
      assert.deepEqual([store.values.size, await first()], [MOST.allInTab, undefined]);
    });

    it("is not forgotten for frames of another client, however many there are in its tab", async () => {
      const { load } = someWidgets();
      const first = await load();
      for (let each = 1; each <= 2 * MOST.allInTab; each += 1) await load({ client: "https://evil.example" });
      assert.equal((await first())?.id, "w");
    });

    it("is not forgotten for other tabs of its client: a widget without space there is refused", async () => {
      const { load } = someWidgets();
      const tabs = Math.ceil(MOST.ofOrigin / MOST.allInTab);
      const first = await load();
      for (let tabId = 2; tabId <= tabs + 1; tabId += 1)
        for (let each = 1; each <= MOST.allInTab; each += 1) await load({ tabId });
      assert.equal((await first())?.id, "w");
      assert.equal((await load({ tabId: 99 })).isHere, false);
      assert.equal((await first())?.id, "w");
    });

    it("is not forgotten for any number of clients", async () => {
      const { store, load } = someWidgets();
      const first = await load();
      const [one] = [...store.values.values()];
      for (let each = 1; each < MOST.inAll - 5; each += 1) {
        const other = { ...(one as object), tabId: 1_000 + each, client: `https://${each}.example` };
        store.values.set(`widget ${each}`, { ...other, nonce: String(each) });
      }
      for (let each = 1; each <= 10; each += 1)
        await load({ tabId: 1 + each, client: `https://evil${each}.example` });
      assert.equal((await first())?.id, "w");
      assert.equal(store.values.size, MOST.inAll);
    });

    it("does not grow beyond the size of one load, and keeps its earlier state", async () => {
      const { store, widgets, load } = someWidgets();
      const widget = await (await load())();
      assert.ok(widget);
      const before = structuredClone([...store.values]);
      const many = Array.from({ length: 1_000 }, (_, each) => `${"x".repeat(100)}${each}`);
      assert.equal(await widgets.approve(widget.nonce, many, []), undefined);
      assert.deepEqual([...store.values], before);
    });

    it("is not forgotten for frames without a host", async () => {
      const { load } = someWidgets();
      const first = await load();
      for (let each = 1; each <= 3 * MOST.allInTab; each += 1) await load({ hasHost: false });
      assert.equal((await first())?.id, "w");
    });

    it("is not forgotten while it is active, and that is stored once a minute", async () => {
      const { clock, widgets, load, store } = someWidgets();
      const first = await load();
      const acts = async () => {
        const widget = await first();
        assert.ok(widget);
        await widgets.acts(widget);
      };
      const before = structuredClone([...store.values]);
      await acts();
      assert.deepEqual([...store.values], before);
      for (let each = 1; each <= 2 * MOST.allInTab; each += 1) {
        clock.now += 60_000;
        await acts();
        await load();
      }
      assert.equal((await first())?.id, "w");
    });

    it("is forgotten with the next load in its frame, but not in another", async () => {
      const { store, load } = someWidgets();
      const first = await load({ frameId: 7 });
      await load({ frameId: 8 });
      assert.equal((await first())?.id, "w");
      await load({ frameId: 7 });
      assert.deepEqual([store.values.size, await first()], [2, undefined]);
    });
  });
});
