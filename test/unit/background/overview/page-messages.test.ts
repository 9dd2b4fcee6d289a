import assert from "node:assert/strict";
import { createLedger } from "../../../../src/background/delays/ledger.ts";
import { createPageMessages } from "../../../../src/background/overview/page-messages.ts";
import { PresetError, readPreset } from "../../../../src/background/preset.ts";
import { createRefusedConsents } from "../../../../src/background/widgets/refused-consents.ts";
import type { RefusedConsent } from "../../../../src/messaging/views/consents.ts";
import type { DelaysNow } from "../../../../src/messaging/views/delays.ts";
import type { Options } from "../../../../src/messaging/views/options.ts";
import type { Outcome } from "../../../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";
import { memoryStore } from "../memory-store.ts";

const PRESET = "https://preset.example/*";

/** Answers the popup's messages, with a ledger; tab 2 is in a private window. */
async function aDesk(entries = [ledgerEntry()]) {
  const stores = { persistent: memoryStore(), inMemory: memoryStore() };
  for (const entry of entries)
    await stores[entry.partition === "private" ? "inMemory" : "persistent"].set(`delay ${entry.id}`, entry);
  const ledger = createLedger(stores, { now: () => 1_000, changed: () => {} });
  const refusedConsents = createRefusedConsents(memoryStore(), { now: () => 1_000, changed: () => {} });
  const partitions: Record<number, string> = { 1: "default", 2: "private", 3: "firefox-container-1" };
  const done: unknown[] = [];
  const { answer } = createPageMessages({
    ledger,
    reconciler: { tick: async () => {} },
    browser: {
      tabPage: async (tab: number) => ({ url: "https://client.example/", partition: partitions[tab] }),
    },
    diagnoses: {
      forget: () => done.push("forget diagnoses"),
      ofTab: async () => ({ diagnosis: "ready", page: { url: "https://client.example/" } }),
    },
    clientFacts: {
      of: async ({ partition }: { partition: string }) => ({
        refused: await refusedConsents.ofClient(partition, "https://client.example"),
      }),
    },
    delayViews: {
      seenFrom: async () => [],
      some: async (_: string, ids: string[]) => ids.map((id) => ({ id, state: "dropped" })),
    },
    elsewhere: { adopt: async () => undefined },
    givenConsents: {
      revoke: async ({ widget }: { widget: string }) => void done.push({ revoke: widget }),
      seenFrom: async (partition: string) => [`of ${partition}`],
    },
    preset: { get: async () => readPreset({}) },
    refusedConsents,
    choices: {
      keep: async (choice: object) => void done.push({ keep: choice }),
      drop: async () => void done.push("drop"),
      refusedOver: async (tab: number) => (tab === 2 ? PRESET : undefined),
      settle: async () => void done.push("settle"),
    },
    promisedConsents: {
      forgetSite: async (site: string) => void done.push({ forgetSite: site }),
      forgetWidget: async ({ widget }: { widget: string }) => void done.push({ forgetWidget: widget }),
    },
    sites: {
      list: async () => [],
      uses: async () => undefined,
      isOn: async (origin: string) => origin === "https://on.example",
      switchOn: async (site: string) => void done.push({ on: site }),
      giveUp: async (site: string) => void done.push({ givenUp: site }),
      requireOwn: async (site: string) => {
        if (site === PRESET) throw new PresetError();
      },
      switchOff: async (site: string) => void done.push({ off: site }),
    },
    beats: async (tab: number, partition: string) => [`of ${tab} ${partition}`],
    serverFacts: { forget: () => done.push("forget facts") },
    settings: { all: async () => ({}) },
    now: () => 1_000,
  } as never);
  return {
    ledger,
    stores,
    refusedConsents,
    answer,
    done,
    letAsk: ({ features: _, ...refused }: RefusedConsent) =>
      answer({ ask: "let-ask", ...refused }) as Promise<Outcome>,
    some: (ids: string[]) => answer({ ask: "delays", tabId: 1, ids }) as Promise<DelaysNow>,
    update: (id: string) => answer({ ask: "update-delay", id, action: "send" }) as Promise<Outcome>,
    options: (partition: string) => answer({ ask: "options", partition }) as Promise<Options>,
    overview: (tabId: number) => answer({ ask: "overview", tabId }) as Promise<Overview>,
    clear: (tabId?: number) =>
      answer({ ask: "clear-ended", ...(tabId !== undefined && { tabId }) }) as Promise<Outcome>,
    ids: async () => (await ledger.all()).map(({ id }) => id),
  };
}

const ended = (id: string, partition: string) => ledgerEntry({ id, partition, state: "sent", endedAt: 1 });

describe("the popup", () => {
  it("clears the ended delays that its window shows: those of containers too, no private ones", async () => {
    const all = [
      ended("a", "default"),
      ended("b", "firefox-container-1"),
      ended("c", "private"),
      ledgerEntry(),
    ];
    for (const tab of [1, 3, undefined]) {
      const { clear, ids } = await aDesk(all);
      assert.deepEqual(await clear(tab), { ok: true });
      assert.deepEqual(await ids(), ["1", "c"]);
    }
  });

  it("clears only private delays in a private window", async () => {
    const { clear, ids } = await aDesk([ended("a", "default"), ended("c", "private")]);
    await clear(2);
    assert.deepEqual(await ids(), ["a"]);
  });

  it("is told that storage is full, and nothing while it is not", async () => {
    const { ledger, stores, overview } = await aDesk([]);
    assert.equal((await overview(1)).shortage, undefined);
    stores.persistent.most = 0;
    await assert.rejects(ledger.intend(ledgerEntry({ id: "2" })));
    assert.deepEqual((await overview(1)).shortage, { of: "storage" });
    assert.equal((await overview(2)).shortage, undefined);
  });

  it("shows which widget has too much pending, and nothing else about that", async () => {
    const content = { body: "x".repeat(60_000) };
    const entries = Array.from({ length: 8 }, (_, id) => ledgerEntry({ id: String(id), content }));
    const { overview } = await aDesk(entries);
    assert.deepEqual((await overview(1)).shortage, {
      of: "widget",
      client: "https://client.example",
      widget: "https://widget.example",
    });
  });

  it("gets single delays together with a shortage, and dropped ones then count as seen", async () => {
    const dropped = ledgerEntry({ id: "d", state: "dropped", endedAt: 1 });
    const { some, ledger, stores } = await aDesk([dropped, { ...dropped, id: "e" }]);
    const { beats, ...said } = await some(["d"]);
    assert.deepEqual(said, { delays: [{ id: "d", state: "dropped" }] });
    assert.deepEqual(beats, ["of 1 default"]);
    assert.deepEqual([(await ledger.get("d"))?.seen, (await ledger.get("e"))?.seen], [true, undefined]);
    stores.persistent.most = 0;
    await assert.rejects(ledger.intend(ledgerEntry({ id: "2" })));
    assert.deepEqual((await some(["d"])).shortage, { of: "storage" });
  });

  it("changes nothing for a delay that is neither in the ledger nor in a list", async () => {
    const outcome = await (await aDesk([])).update("nobody");
    assert.deepEqual([outcome.ok, "reason" in outcome && outcome.reason], [false, "forgotten"]);
  });

  it("is told only what its window may show: the settings list consents of their own partition", async () => {
    const { options } = await aDesk();
    assert.deepEqual((await options("private")).consents, ["of private"]);
    assert.deepEqual((await options("default")).consents, ["of default"]);
  });

  it("shows which of its client's widgets were refused, and lets them ask again", async () => {
    const { refusedConsents, overview, letAsk } = await aDesk();
    const client = "https://client.example";
    const subject = {
      partition: "default",
      client,
      userId: "@alice:x",
      widget: "https://widget.example/call",
      features: ["delayed-events", "another"],
    };
    await refusedConsents.refuse(subject);
    await refusedConsents.refuse({ ...subject, client: "https://other.example" });
    const { refused } = await overview(1);
    const { partition, features } = subject;
    assert.deepEqual(refused, [{ partition, client, widget: "https://widget.example", features }]);
    assert.deepEqual((await overview(2)).refused, []);
    for (const each of refused) assert.deepEqual(await letAsk(each), { ok: true });
    assert.deepEqual([(await overview(1)).refused, await refusedConsents.askable(subject)], [[], features]);
  });

  describe("has a client switched on, and", () => {
    const origin = "https://client.example";
    const choice = { site: `${origin}/*`, patterns: [`${origin}/*`], client: origin };
    const named = { widgets: ["https://call.example/"], features: ["delayed-events"] };
    const protect = { ask: "protect", ...choice, ...named, tabId: 2, reload: true } as const;

    it("stores the whole choice before it switches the site on, with the partition that the browser names", async () => {
      const { answer, done } = await aDesk();
      assert.deepEqual(await answer(protect), { ok: true });
      const kept = { ...choice, ...named, tabId: 2, partition: "private", reload: `${origin}/*` };
      assert.deepEqual(done, [{ keep: kept }, { on: choice.site }, "settle"]);
    });

    it("stores the account that the popup has named beside the widget", async () => {
      const { answer, done } = await aDesk();
      await answer({ ...protect, userId: "@alice:x" });
      assert.equal((done[0] as { keep: { userId?: string } }).keep.userId, "@alice:x");
    });

    it("allows no widget in a client of another site than the one that is switched on", async () => {
      const { answer, done } = await aDesk();
      await answer({ ...protect, client: "https://other.example" });
      assert.deepEqual((done[0] as { keep: typeof named }).keep.widgets, []);
    });

    it("changes nothing for a site that is on already", async () => {
      const { answer, done } = await aDesk();
      await answer({ ...protect, site: "https://on.example/*", reload: false });
      assert.equal((done[0] as { keep: { reload?: string } }).keep.reload, undefined);
      assert.deepEqual(done.slice(1), ["settle"]);
    });

    it("forgets what was chosen and promised when the site is switched off", async () => {
      const { answer, done } = await aDesk();
      await answer({ ask: "switch-site", site: choice.site, on: false });
      assert.deepEqual(done, ["drop", { forgetSite: choice.site }, { off: choice.site }]);
    });

    it("forgets nothing if an administrator has switched the site on, and says that it stays on", async () => {
      const { answer, done } = await aDesk();
      const outcome = (await answer({ ask: "switch-site", site: PRESET, on: false })) as Outcome;
      assert.deepEqual([outcome.ok, "reason" in outcome && outcome.reason], [false, "preset"]);
      assert.deepEqual(done, []);
    });

    it("gives up the site of a choice that was refused over a tab, and no other", async () => {
      const { answer, done } = await aDesk();
      assert.equal(await answer({ ask: "was-refused", tabId: 1 }), false);
      assert.deepEqual(done, []);
      assert.equal(await answer({ ask: "was-refused", tabId: 2 }), true);
      assert.deepEqual(done, [{ givenUp: PRESET }]);
    });

    it("drops an earlier choice when a site is switched on by itself", async () => {
      const { answer, done } = await aDesk();
      await answer({ ask: "switch-site", site: "*://*/*", on: true });
      assert.deepEqual(done, ["drop", { on: "*://*/*" }]);
    });

    it("drops the choice when the user refuses the browser, and nothing else", async () => {
      const { answer, done } = await aDesk();
      await answer({ ask: "drop-choice" });
      assert.deepEqual(done, ["drop"]);
    });
  });

  it("takes a consent back, including one that is promised and not given yet", async () => {
    const { answer, done } = await aDesk();
    const where = { partition: "default", client: "https://client.example", userId: "@a:x" };
    await answer({ ask: "revoke-consent", ...where, widget: "https://call.example/" });
    assert.deepEqual(done, [{ forgetWidget: "https://call.example/" }, { revoke: "https://call.example/" }]);
  });

  it("drops an earlier choice when the user chooses a site elsewhere", async () => {
    const { answer, done } = await aDesk();
    await answer({ ask: "switch-site", site: "*://*/*", on: true });
    assert.deepEqual(done, ["drop", { on: "*://*/*" }]);
  });

  it("can have homeservers asked again, which changes nothing else", async () => {
    const { answer, done } = await aDesk();
    assert.deepEqual(await answer({ ask: "check-again" }), { ok: true });
    assert.deepEqual(done, ["forget diagnoses", "forget facts"]);
  });
});
