import assert from "node:assert/strict";
import { createUnreached } from "../../../../src/background/overview/unreached.ts";
import { memoryStore } from "../memory-store.ts";

const page = {
  tabId: 1,
  frameId: 0,
  documentId: "A",
  origin: "https://client.example",
  partition: "default",
};
const framed = { ...page, frameId: 4, documentId: "F" };
const WIDGET = "https://widget.example";

describe("the widgets whose frames a page cannot probe through", () => {
  it("are known for the page's tab and no other, also by the next worker", async () => {
    const store = memoryStore();
    await createUnreached(store).note(page, WIDGET);
    const { isIn } = createUnreached(store);
    assert.deepEqual([await isIn(1), await isIn(2)], [true, false]);
  });

  it("are forgotten once another page is in the frame or the tab, or the tab is closed", async () => {
    for (const [noted, next] of [
      [page, { ...page, documentId: "B" }],
      [framed, { ...framed, documentId: "B" }],
      [framed, { ...page, documentId: "B" }],
    ] as const) {
      const { note, heard, isIn } = createUnreached(memoryStore());
      await note(noted, WIDGET);
      await heard(next);
      assert.equal(await isIn(1), false);
    }
    const { note, forgetTab, isIn } = createUnreached(memoryStore());
    await note(page, WIDGET);
    await forgetTab(1);
    assert.equal(await isIn(1), false);
  });

  it("stay while messages come from their own page or another frame", async () => {
    const { note, heard, isIn } = createUnreached(memoryStore());
    await note(page, WIDGET);
    await heard(page);
    await heard(framed, WIDGET);
    await heard({ ...page, tabId: 2, documentId: "B" });
    assert.equal(await isIn(1), true);
  });

  it("are one fewer once the page can probe through one of them", async () => {
    const { note, heard, isIn } = createUnreached(memoryStore());
    await note(page, WIDGET);
    await note(page, "https://notes.example");
    await heard(page, WIDGET);
    assert.equal(await isIn(1), true);
    await heard(page, "https://notes.example");
    assert.equal(await isIn(1), false);
  });

  it("are limited in number, however many a page makes up", async () => {
    const store = memoryStore();
    const { note } = createUnreached(store);
    for (let count = 0; count < 30; count += 1) await note(page, `https://${count}.example`);
    assert.equal(((await store.get("unreached 1")) as unknown[]).length, 20);
  });
});
