import assert from "node:assert/strict";
import { createOpenPages, type ScriptPlaces } from "../../../src/background/open-pages.ts";
import { memoryStore } from "./memory-store.ts";

const CLIENT = "https://client.example/*";
const OTHER = "https://other.example/*";
const WIDGET = "https://widget.example/*";
const PLACES: ScriptPlaces = { hosts: [CLIENT], widgets: [WIDGET] };
const NOTHING: ScriptPlaces = { hosts: [], widgets: [] };

/** An extension that has just come on, with a store that its workers share. */
function aBrowser() {
  const store = memoryStore();
  const clock = { now: 1_000 };
  const injected: { places: ScriptPlaces; since: number }[] = [];
  /** @param isLast the worker dies before the scripts are in */
  const worker = ({ isWithBrowser = false, isLast = false } = {}) => {
    const inject = async (places: ScriptPlaces, since: number) => {
      injected.push({ places, since });
      if (isLast) await new Promise(() => {});
    };
    const pages = createOpenPages(store, inject, () => clock.now);
    if (isWithBrowser) pages.browserStarted();
    return async (places: ScriptPlaces, isNew = false): Promise<boolean> => {
      const injectLacking = await pages.settle(places, isNew);
      const injecting = injectLacking?.();
      if (!isLast) await injecting;
      return injectLacking !== undefined;
    };
  };
  return { worker, injected, clock };
}

describe("the scripts in open pages", () => {
  it("are injected once the extension is there, though the browser has them registered, and by no later worker", async () => {
    const { worker, injected } = aBrowser();
    await worker()(PLACES);
    assert.deepEqual(injected, [{ places: PLACES, since: 1_000 }]);
    assert.equal(await worker()(PLACES), false);
  });

  it("are not injected at the browser's start, when they are registered before any page is there", async () => {
    const { worker } = aBrowser();
    assert.equal(await worker({ isWithBrowser: true })(PLACES), false);
    assert.equal(await worker()(PLACES), false);
  });

  it("are injected at the browser's start if they are new, as after an update", async () => {
    const { worker, injected } = aBrowser();
    await worker({ isWithBrowser: true })(PLACES, true);
    assert.deepEqual(injected, [{ places: PLACES, since: 0 }]);
  });

  it("are injected again if the worker died before all were in", async () => {
    const { worker, injected } = aBrowser();
    await worker()(NOTHING);
    await worker({ isLast: true })(PLACES, true);
    await worker()(PLACES);
    assert.equal(injected.length, 2);
    assert.equal(await worker()(PLACES), false);
  });

  it("are late in what was there before the extension until all are in, and no longer, whatever the clock says", async () => {
    const { worker, injected, clock } = aBrowser();
    await worker({ isLast: true })(PLACES);
    clock.now = 90_000;
    await worker()(PLACES);
    clock.now = 10;
    await worker()({ hosts: [CLIENT, OTHER], widgets: [] }, true);
    assert.deepEqual(
      injected.map(({ since }) => since),
      [1_000, 1_000, 0],
    );
  });

  it("are injected again in a place that was none for a while", async () => {
    const { worker } = aBrowser();
    const settle = worker();
    await settle({ hosts: [CLIENT, OTHER], widgets: [] }, true);
    assert.equal(await settle({ hosts: [CLIENT], widgets: [] }), false);
    assert.equal(await settle({ hosts: [CLIENT, OTHER], widgets: [] }), true);
  });

  it("are injected in a widget's place that becomes a host's, and not the other way round", async () => {
    const { worker } = aBrowser();
    const settle = worker();
    await settle(PLACES, true);
    assert.equal(await settle({ hosts: [CLIENT, WIDGET], widgets: [] }), true);
    assert.equal(await settle(PLACES), false);
  });

  it("are not noted in a place that has gone while they were being injected", async () => {
    const store = memoryStore();
    let done = () => {};
    const hanging = () => new Promise<void>((resolve) => (done = resolve));
    const pages = createOpenPages(store, hanging, () => 1_000);
    const injecting = (await pages.settle(PLACES, true))?.();
    await pages.settle(NOTHING, false);
    done();
    await injecting;
    assert.notEqual(await pages.settle(PLACES, false), undefined);
  });

  it("are injected nowhere while no site is on", async () => {
    const { worker } = aBrowser();
    assert.equal(await worker()(NOTHING), false);
  });
});
