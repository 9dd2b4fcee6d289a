import assert from "node:assert/strict";
import type { LedgerEntry } from "../../../../src/background/delays/ledger-entry.ts";
import { type Button, type ButtonTab, createToolbar } from "../../../../src/background/overview/toolbar.ts";
import { PRIVATE_PARTITION } from "../../../../src/messaging/sender.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { memoryStore } from "../memory-store.ts";

const CLIENT = "https://client.example";
const HERE: ButtonTab = { id: 1, url: `${CLIENT}/#/room`, partition: "default" };
const ELSEWHERE: ButtonTab = { id: 2, partition: "default" };
const PRIVATE: ButtonTab = { ...HERE, id: 3, partition: PRIVATE_PARTITION };
/** A widget that the user has allowed something that was hidden from its host, which is in this frame. */
const helped = (tabId: number, frameId = 1) => ({
  tabId,
  client: CLIENT,
  host: { frameId },
  hidden: ["c"],
  granted: { "delayed-events": true },
});

/** A toolbar button; `drawn` returns what was drawn, everywhere and by tab, since its last call. */
function aToolbar(...tabs: ButtonTab[]) {
  const unreached = { tab: 0 };
  const partial = { entries: [] as LedgerEntry[], on: [CLIENT], loads: [] as object[], reads: 0 };
  const inMemory = memoryStore();
  let drawn: Record<string, string> = {};
  const told = ({ state, pending, trouble }: Button) =>
    [state, pending || "", trouble].filter(Boolean).join(" ");
  const start = () =>
    createToolbar({
      ledger: {
        async all() {
          partial.reads += 1;
          return partial.entries;
        },
      },
      sites: { all: async () => partial.on, isOn: async (origin: string) => partial.on.includes(origin) },
      widgets: {
        allInTab: async (tabId: number) =>
          partial.loads.filter((load) => "tabId" in load && load.tabId === tabId),
      },
      unreached: { isIn: async (tabId: number) => tabId === unreached.tab },
      browser: {
        drawButton(button: Button, tabId?: number) {
          drawn[tabId ?? "everywhere"] = told(button);
        },
        buttonTabs: async () => tabs,
        buttonTab: async (tabId: number) => tabs.find(({ id }) => id === tabId),
      },
      inMemory,
      now: () => 0,
    } as never);
  let toolbar = start();
  return {
    partial,
    unreached,
    drawn() {
      const now = drawn;
      drawn = {};
      return now;
    },
    refresh: () => toolbar.refresh(),
    refreshTab: (tabId: number) => toolbar.refreshTab(tabId),
    restart() {
      toolbar = start();
    },
  };
}

describe("the toolbar button", () => {
  it("says off by default, and on in a tab of a site that is on", async () => {
    const { refresh, drawn } = aToolbar(HERE, ELSEWHERE);
    await refresh();
    assert.deepEqual(drawn(), { everywhere: "off", 1: "on" });
  });

  it("does not redraw the same state, even after the worker has died", async () => {
    const { refresh, restart, drawn } = aToolbar(HERE);
    await refresh();
    drawn();
    await refresh();
    restart();
    await refresh();
    assert.deepEqual(drawn(), {});
  });

  it("draws once for many changes at the same time, such as a burst of restarts", async () => {
    const { partial, refresh, drawn } = aToolbar(HERE);
    await refresh();
    drawn();
    partial.entries = [ledgerEntry()];
    const before = partial.reads;
    await Promise.all([refresh(), refresh(), refresh()]);
    assert.equal(partial.reads, before + 1);
    assert.deepEqual(drawn(), { everywhere: "off 1", 1: "on 1" });
    partial.entries = [ledgerEntry({ dueAt: 9_000, restartedAt: 1_000 })];
    await refresh();
    assert.deepEqual(drawn(), {});
  });

  it("says protected if a widget may do what its host cannot, in the client's own tab or a portal's", async () => {
    const { partial, refreshTab, drawn } = aToolbar(HERE, ELSEWHERE);
    partial.loads = [helped(1, 0), helped(2)];
    await refreshTab(1);
    await refreshTab(2);
    assert.deepEqual(drawn(), { 1: "protected", 2: "protected" });
  });

  it("says off in a tab that has gone from a client with a widget to a page that is not granted", async () => {
    const { partial, refresh, drawn } = aToolbar(HERE, ELSEWHERE);
    partial.loads = [helped(1, 0), helped(2, 0)];
    await refresh();
    assert.deepEqual(drawn(), { everywhere: "off", 1: "protected" });
  });

  it("does not say protected for a widget that was refused, has no host, or whose client is off", async () => {
    const { partial, refreshTab, drawn } = aToolbar(HERE);
    const refused = { ...helped(1), granted: { "delayed-events": false } };
    for (const load of [refused, { ...helped(1), host: undefined }, { ...helped(1), hidden: [] }]) {
      partial.loads = [load];
      await refreshTab(1);
      assert.deepEqual(drawn(), { 1: "on" });
    }
    partial.loads = [helped(1)];
    partial.on = [];
    await refreshTab(1);
    assert.deepEqual(drawn(), { 1: "off" });
  });

  it("says that there is a problem if a page cannot probe through a widget's frame, unless nothing is on there", async () => {
    const { partial, unreached, refreshTab, drawn } = aToolbar(HERE, ELSEWHERE);
    partial.loads = [helped(1)];
    unreached.tab = 1;
    await refreshTab(1);
    await refreshTab(2);
    assert.deepEqual(drawn(), { 1: "problem", 2: "off" });
    partial.on = [];
    await refreshTab(1);
    assert.deepEqual(drawn(), { 1: "off" });
  });

  it("says that there is a problem in the tabs of the client whose delay has one, and in no others", async () => {
    const { partial, refresh, drawn } = aToolbar(HERE, { ...HERE, id: 4, url: "https://other.example/" });
    partial.on.push("https://other.example");
    partial.entries = [ledgerEntry({ blocker: "no-power" })];
    await refresh();
    const trouble = "badgeWillBeDropped";
    assert.deepEqual(drawn(), {
      everywhere: `off 1 ${trouble}`,
      1: `problem 1 ${trouble}`,
      4: `on 1 ${trouble}`,
    });
  });

  it("counts private delays only in private tabs, and nothing else there", async () => {
    const { partial, refresh, drawn } = aToolbar(HERE, PRIVATE, {
      ...ELSEWHERE,
      id: 5,
      partition: "private",
    });
    partial.entries = [
      ledgerEntry(),
      ...["2", "3"].map((id) => ledgerEntry({ id, partition: PRIVATE_PARTITION })),
    ];
    await refresh();
    assert.deepEqual(drawn(), { everywhere: "off 1", 1: "on 1", 3: "on 2", 5: "off 2" });
  });

  it("removes what it drew in a tab whose site is switched off", async () => {
    const { partial, refresh, drawn } = aToolbar(HERE, ELSEWHERE);
    await refresh();
    drawn();
    partial.on = [];
    await refresh();
    assert.deepEqual(drawn(), { everywhere: "off", 1: "off" });
  });
});
