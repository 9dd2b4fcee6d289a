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
  const brought: { places: ScriptPlaces; since: number }[] = [];
  /** @param isLast the worker dies before the scripts are in */
  const worker = ({ isWithBrowser = false, isLast = false } = {}) => {
    const inject = async (places: ScriptPlaces, since: number) => {
      brought.push({ places, since });
      if (isLast) await new Promise(() => {});
    };
    const pages = createOpenPages(store, inject, () => clock.now);
    if (isWithBrowser) pages.browserStarted();
    return async (places: ScriptPlaces, isNew = false): Promise<boolean> => {
      const bring = await pages.settle(places, isNew);
      const bringing = bring?.();
      if (!isLast) await bringing;
      return bring !== undefined;
    };
  };
  return { worker, brought, clock };
}

describe("the scripts in open pages", () => {
  it("are brought once the extension is there, though the browser has them registered, and by no later worker", async () => {
    const { worker, brought } = aBrowser();
    await worker()(PLACES);
    assert.deepEqual(brought, [{ places: PLACES, since: 1_000 }]);
    assert.equal(await worker()(PLACES), false);
  });

  it("are not brought at the browser's start, when they are registered before any page is there", async () => {
    const { worker } = aBrowser();
    assert.equal(await worker({ isWithBrowser: true })(PLACES), false);
    assert.equal(await worker()(PLACES), false);
  });

  it("are brought at the browser's start if they are new, as after an update", async () => {
    const { worker, brought } = aBrowser();
    await worker({ isWithBrowser: true })(PLACES, true);
    assert.deepEqual(brought, [{ places: PLACES, since: 0 }]);
  });

  it("are brought again if the worker died before all were in", async () => {
    const { worker, brought } = aBrowser();
    await worker()(NOTHING);
    await worker({ isLast: true })(PLACES, true);
    await worker()(PLACES);
    assert.equal(brought.length, 2);
    assert.equal(await worker()(PLACES), false);
  });

  it("are late in what was there before the extension until all are in, and no longer, whatever the clock says", async () => {
    const { worker, brought, clock } = aBrowser();
    await worker({ isLast: true })(PLACES);
    clock.now = 90_000;
    await worker()(PLACES);
    clock.now = 10;
    await worker()({ hosts: [CLIENT, OTHER], widgets: [] }, true);
    assert.deepEqual(
      brought.map(({ since }) => since),
      [1_000, 1_000, 0],
    );
  });

  it("are brought again to a place that was none for a while", async () => {
    const { worker } = aBrowser();
    const settle = worker();
    await settle({ hosts: [CLIENT, OTHER], widgets: [] }, true);
    assert.equal(await settle({ hosts: [CLIENT], widgets: [] }), false);
    assert.equal(await settle({ hosts: [CLIENT, OTHER], widgets: [] }), true);
  });

  it("are brought to a widget's place that becomes a host's, and not the other way round", async () => {
    const { worker } = aBrowser();
    const settle = worker();
    await settle(PLACES, true);
    assert.equal(await settle({ hosts: [CLIENT, WIDGET], widgets: [] }), true);
    assert.equal(await settle(PLACES), false);
  });

  it("are not noted where a place has gone while they were brought", async () => {
    const store = memoryStore();
    let done = () => {};
    const hanging = () => new Promise<void>((resolve) => (done = resolve));
    const pages = createOpenPages(store, hanging, () => 1_000);
    const bringing = (await pages.settle(PLACES, true))?.();
    await pages.settle(NOTHING, false);
    done();
    await bringing;
    assert.notEqual(await pages.settle(PLACES, false), undefined);
  });

  it("are brought nowhere while no site is on", async () => {
    const { worker } = aBrowser();
    assert.equal(await worker()(NOTHING), false);
  });
});
