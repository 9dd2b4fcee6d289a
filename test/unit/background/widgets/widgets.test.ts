import assert from "node:assert/strict";
import { grantedOf } from "../../../../src/background/widgets/widget-load.ts";
import { createWidgets } from "../../../../src/background/widgets/widgets.ts";
import type { FrameSender } from "../../../../src/messaging/sender.ts";
import { memoryStore } from "../memory-store.ts";

const NONCE = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
const host: FrameSender = {
  tabId: 1,
  frameId: 0,
  documentId: "HOST",
  origin: "https://client.example",
  world: "default",
};
const frame: FrameSender = { ...host, frameId: 7, documentId: "WIDGET", origin: "https://widget.example" };
const seen: Parameters<ReturnType<typeof createWidgets>["seen"]>[0] = {
  ask: "widget-seen",
  nonce: NONCE,
  path: "0",
  late: false,
  widget: { id: "w", origin: "https://widget.example" },
  whereabouts: { ids: [], page: "https://client.example/" },
};

async function aWidget() {
  const store = memoryStore();
  const widgets = createWidgets(store, () => 1);
  await widgets.seen(seen, host);
  return { store, widgets };
}

describe("a widget", () => {
  it("is known to its host's frame, and to the frame that was first to say it is it", async () => {
    const { widgets } = await aWidget();
    assert.equal(await widgets.here(NONCE, "0", frame), true);
    // Its script asks again when the background has died before it could answer.
    assert.equal(await widgets.here(NONCE, "0", frame), true);
    assert.equal((await widgets.asHost(NONCE, host))?.id, "w");
    assert.equal((await widgets.asWidget(NONCE, frame))?.client, "https://client.example");
  });

  for (const [who, other] of [
    ["another page in the host's frame", { ...host, documentId: "NEXT" }],
    ["another tab", { ...host, tabId: 2 }],
    ["the widget itself", frame],
  ] as const)
    it(`is not spoken for as a host by ${who}`, async () => {
      const { widgets } = await aWidget();
      await widgets.here(NONCE, "0", frame);
      assert.equal(await widgets.asHost(NONCE, other), undefined);
    });

  for (const [who, other] of [
    ["a frame of another origin", { ...frame, origin: "https://evil.example" }],
    ["a frame of another tab", { ...frame, tabId: 2 }],
  ] as const)
    it(`is not ${who}, whoever knows its nonce`, async () => {
      const { widgets } = await aWidget();
      assert.equal(await widgets.here(NONCE, "0", other), false);
      assert.equal(await widgets.asWidget(NONCE, other), undefined);
    });

  it("is no frame elsewhere in the tab: not the host, not a frame within the widget, not one beside it", async () => {
    const { widgets } = await aWidget();
    for (const path of ["", "0/0", "1"]) assert.equal(await widgets.here(NONCE, path, frame), false);
    assert.equal(await widgets.asWidget(NONCE, frame), undefined);
  });

  it("is nobody else once a frame was it: not a second frame, not the next page in the first", async () => {
    const { widgets } = await aWidget();
    await widgets.here(NONCE, "0", frame);
    const next = { ...frame, documentId: "NEXT" };
    assert.equal(await widgets.here(NONCE, "0", next), false);
    assert.equal(await widgets.asWidget(NONCE, next), undefined);
  });

  it("keeps its nonce, whoever names it later", async () => {
    const { widgets } = await aWidget();
    await widgets.seen({ ...seen, widget: { ...seen.widget, id: "other" } }, { ...host, documentId: "EVIL" });
    assert.equal((await widgets.asHost(NONCE, host))?.id, "w");
  });

  it("is unknown under a nonce that nobody gave", async () => {
    const { widgets } = await aWidget();
    const other = "00000000-0000-4000-8000-000000000000";
    assert.equal(await widgets.here(other, "0", frame), false);
    assert.equal(await widgets.asHost(other, host), undefined);
  });

  it("is seen anew, and elsewhere, until its frame has spoken", async () => {
    const { widgets } = await aWidget();
    await widgets.hide(NONCE, ["m.send.delayed_event"]);
    await widgets.seen({ ...seen, path: "1" }, host);
    assert.equal(await widgets.here(NONCE, "0", frame), false);
    assert.equal(await widgets.here(NONCE, "1", frame), true);
    await widgets.seen({ ...seen, path: "2" }, host);
    const { path, hidden } = (await widgets.asWidget(NONCE, frame)) ?? {};
    assert.deepEqual([path, hidden], ["1", ["m.send.delayed_event"]]);
  });

  it("has nothing of what was hidden until the user grants it, or when the user does not", async () => {
    const { widgets } = await aWidget();
    const hidden = await widgets.hide(NONCE, ["m.send.delayed_event"]);
    assert.deepEqual(hidden && grantedOf(hidden), []);
    const refused = await widgets.grant(NONCE, false, "@alice:example.org");
    assert.deepEqual(refused && grantedOf(refused), []);
  });

  it("has it as the account that was asked about, and as no other", async () => {
    const { widgets } = await aWidget();
    await widgets.hide(NONCE, ["m.send.delayed_event"]);
    const granted = await widgets.grant(NONCE, true, "@alice:example.org");
    assert.deepEqual(granted && grantedOf(granted, "@alice:example.org"), ["m.send.delayed_event"]);
    assert.deepEqual(granted && grantedOf(granted, "@bob:example.org"), []);
  });

  it("survives the worker's death", async () => {
    const { store } = await aWidget();
    assert.equal((await createWidgets(store, () => 1).asHost(NONCE, host))?.id, "w");
  });

  it("is forgotten with its world, and no other is", async () => {
    const { store, widgets } = await aWidget();
    const hers = crypto.randomUUID();
    const there = { ...host, tabId: 2, world: "private" };
    await widgets.seen({ ...seen, nonce: hers }, there);
    await widgets.forgetWorld("private");
    assert.deepEqual([...store.values.keys()], [`widget ${NONCE}`]);
    assert.equal(await widgets.asHost(hers, there), undefined);
  });

  describe("that is remembered", () => {
    const MINUTE = 60_000;
    const at = (path: string) => ({ ...seen, path, nonce: crypto.randomUUID() });
    const loadedIn = (frameId: number) => ({ ...frame, frameId, documentId: crypto.randomUUID() });

    /** Widgets, and a clock that goes on by a millisecond at each look. */
    function someWidgets() {
      const store = memoryStore();
      const clock = { now: 0 };
      const widgets = createWidgets(store, () => ++clock.now);
      return {
        ...{ store, clock, widgets },
        /** A widget loads in a frame, and says so. */
        async load(path: string, frameId: number) {
          const [sight, place] = [at(path), loadedIn(frameId)];
          await widgets.seen(sight, host);
          assert.equal(await widgets.here(sight.nonce, path, place), true);
          return () => widgets.asWidget(sight.nonce, place);
        },
      };
    }

    it("is forgotten when a hundred younger ones are known", async () => {
      const { store, load } = someWidgets();
      const first = await load("0", 1000);
      for (let each = 1; each <= 100; each += 1) await load(`${each}`, each);
      assert.deepEqual([store.values.size, await first()], [100, undefined]);
    });

    it("is not forgotten for windows in which nobody says that it is a widget", async () => {
      const { store, widgets, load } = someWidgets();
      const first = await load("0", 1000);
      for (let each = 1; each <= 150; each += 1) await widgets.seen(at(`${each}`), host);
      assert.equal((await first())?.id, "w");
      assert.equal(store.values.size, 101);
    });

    it("is not forgotten while it acts, which is written down once a minute", async () => {
      const { clock, widgets, load, store } = someWidgets();
      const first = await load("0", 1000);
      const acts = async () => {
        const widget = await first();
        assert.ok(widget);
        await widgets.acts(widget);
      };
      const before = structuredClone([...store.values]);
      await acts();
      assert.deepEqual([...store.values], before);
      for (let each = 1; each <= 150; each += 1) {
        clock.now += MINUTE;
        await acts();
        await load(`${each}`, each);
      }
      assert.equal((await first())?.id, "w");
    });

    it("is forgotten with the next load in its frame, and in its window where no frame has claimed it", async () => {
      const { store, widgets, load } = someWidgets();
      await load("0", 7);
      await load("1", 8);
      await load("0", 7);
      assert.equal(store.values.size, 2);
      for (let each = 0; each < 3; each += 1) await widgets.seen(at("2"), host);
      assert.equal(store.values.size, 3);
    });

    it("is not forgotten for one that is seen where it was, in another frame, tab or page", async () => {
      const { store, widgets, load } = someWidgets();
      await load("0", 7);
      await load("0", 8);
      await widgets.seen(at("1"), host);
      await widgets.seen(at("1"), { ...host, tabId: 2 });
      await widgets.seen(at("1"), { ...host, documentId: "ANOTHER" });
      for (let each = 0; each < 2; each += 1) await widgets.seen(at("-1"), host);
      assert.equal(store.values.size, 7);
    });
  });
});
