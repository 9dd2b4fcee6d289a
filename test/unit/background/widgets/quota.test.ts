import assert from "node:assert/strict";
import { LARGEST, MOST, makeSpaceFor, sizeOf } from "../../../../src/background/widgets/quota.ts";
import type { WidgetLoad } from "../../../../src/background/widgets/widget-load.ts";

let loads = 0;
/** A load with a host, seen later than all earlier ones. */
function aLoad(over: Partial<WidgetLoad> = {}): WidgetLoad {
  loads += 1;
  return {
    nonce: `n${loads}`,
    tabId: 1,
    partition: "default",
    client: "https://client.example",
    frame: { frameId: loads, documentId: `w${loads}` },
    host: { frameId: 0, documentId: "HOST" },
    origin: "https://widget.example",
    id: "w",
    embedding: { ids: [], page: "" },
    knows: [],
    hidden: [],
    granted: {},
    late: false,
    seenAt: loads,
    ...over,
  };
}
const loadsIn = (count: number, over: (each: number) => Partial<WidgetLoad> = () => ({})) =>
  Array.from({ length: count }, (_, each) => aLoad(over(each)));
/** Capabilities of about this many characters. */
const large = (size: number) => ({ approved: ["x".repeat(size)] });

describe("the space for widgets", () => {
  it("is enough for five hundred of one client in fifty tabs, and for a hundred and five in one", () => {
    const tabs = loadsIn(499, (each) => ({ tabId: each % 50 }));
    assert.deepEqual(makeSpaceFor(aLoad(), tabs), []);
    assert.deepEqual(makeSpaceFor(aLoad(), loadsIn(104)), []);
  });

  it("is enough for a hundred calls", () => {
    const calls = loadsIn(99, (each) => ({ tabId: each, ...large(8_000) }));
    assert.deepEqual(makeSpaceFor(aLoad(large(8_000)), calls), []);
  });

  it("is freed for one more by the tab's own most idle load, and never for another tab's load", () => {
    const others = loadsIn(MOST.allInTab);
    assert.deepEqual(makeSpaceFor(aLoad(), others), others.slice(0, 1));
    assert.deepEqual(makeSpaceFor(aLoad({ tabId: 2 }), others), []);
  });

  it("is freed by loads without a host first, whichever tab they are in", () => {
    const [hostless, ...hosted] = loadsIn(MOST.ofOrigin, (tabId) => ({ tabId }));
    const { host: _, ...untied } = hostless as WidgetLoad;
    assert.deepEqual(makeSpaceFor(aLoad({ tabId: 9_999 }), [...hosted, untied]), [untied]);
    assert.equal(makeSpaceFor(aLoad({ tabId: 9_999 }), [...hosted, hostless as WidgetLoad]), undefined);
  });

  it("is limited by size as well, so that storage never fills", () => {
    const size = LARGEST.load - 1_000;
    const most = Math.floor(LARGEST.ofOrigin / sizeOf(aLoad(large(size))));
    const others = loadsIn(most, (tabId) => ({ tabId, ...large(size) }));
    assert.equal(makeSpaceFor(aLoad({ tabId: 9_999, ...large(size) }), others), undefined);
    const allInTab = loadsIn(most, () => large(size));
    assert.equal(makeSpaceFor(aLoad(large(size)), allInTab)?.length, 1);
    const clients = loadsIn(200, (each) => ({ client: `https://${each}.example`, ...large(size) }));
    assert.equal(makeSpaceFor(aLoad(), clients), undefined);
  });

  it("is never enough for a load that is too large, and nothing is forgotten for it", () => {
    const load = aLoad(large(LARGEST.load));
    assert.ok(sizeOf(load) > LARGEST.load);
    assert.equal(makeSpaceFor(load, []), undefined);
  });
});
