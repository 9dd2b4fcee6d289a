import assert from "node:assert/strict";
import { createClientFacts } from "../../../../src/background/overview/client-facts.ts";
import type { ClientPage } from "../../../../src/background/overview/client-in-tab.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const SRC = "https://widget.example/page?widgetId=w";
const page: ClientPage = {
  url: "https://client.example/",
  loaded: [],
  frames: [SRC],
  hasScripts: true,
  site: "https://client.example/*",
  on: true,
};
const load = {
  nonce: "n",
  client: "https://client.example",
  origin: "https://widget.example",
  id: "w",
  seenAt: 1,
  host: {},
  embedding: { src: SRC, ids: [], page: "" },
  knows: [],
  hidden: ["x"],
  late: false,
  granted: { "delayed-events": true },
};
const entry = ledgerEntry({
  client: load.client,
  widget: { id: "w", origin: load.origin },
  state: "pending",
  restartedAt: 70,
});

/** @returns the facts about a client with one widget, which last got `lastAnswer` */
function facts({
  lastAnswer = undefined as object | undefined,
  entries = [entry],
  on = true,
  hasSession = true,
  loads = [load],
} = {}) {
  const asked: unknown[] = [];
  const { of } = createClientFacts({
    widgets: { inTab: async () => loads },
    lastAnswers: { of: (nonce: string) => (nonce === "before" ? { ...lastAnswer, every: 1 } : lastAnswer) },
    ledger: { all: async () => entries },
    consent: { questions: () => [] },
    refusedConsents: { ofClient: async () => [] },
    serverFacts: {
      of: async (_: unknown, beats: unknown) => {
        asked.push(beats);
        return { longest: 5 };
      },
    },
  } as never);
  const session = hasSession ? { session: {} as never } : {};
  const said = of({ tabId: 1, partition: "default", page: { ...page, on }, missing: [], ...session });
  return said.then((all) => ({ ...all, asked }));
}

describe("what the popup is told of a client beside its diagnosis", () => {
  it("says how its widget is doing, from the background's memory", async () => {
    const { widgets, server } = await facts({ lastAnswer: { at: 9, took: 3 } });
    assert.deepEqual(widgets, [
      {
        widget: "https://widget.example/page",
        state: "protected",
        at: 9,
        took: 3,
        of: { id: "w", origin: "https://widget.example" },
      },
    ]);
    assert.deepEqual(server, { longest: 5 });
  });

  it("comes from the ledger if the background remembers nothing, and only from this widget's pending delays", async () => {
    assert.equal((await facts()).widgets?.[0]?.at, 70);
    for (const other of [
      { ...entry, state: "sent" as const },
      { ...entry, widget: { ...entry.widget, id: "other" } },
      { ...entry, client: "https://other.example" },
      { ...entry, partition: "private" },
    ])
      assert.equal((await facts({ entries: [other] })).widgets?.[0]?.state, "untried");
  });

  it("judges the homeserver by the interval between restarts", async () => {
    assert.deepEqual((await facts({ lastAnswer: { at: 9, took: 3, every: 5_000 } })).asked, [[5_000]]);
    assert.deepEqual((await facts()).asked, [[]]);
  });

  it("counts the heartbeats of each widget once, however often the widget was loaded", async () => {
    const lastAnswer = { at: 9, took: 3, every: 5_000 };
    const loads = [load, { ...load, nonce: "before", seenAt: 0 }, { ...load, nonce: "other", id: "v" }];
    assert.deepEqual((await facts({ lastAnswer, loads })).asked, [[5_000, 5_000]]);
  });

  it("has only what the page shows while its site is off, and makes no request without a session", async () => {
    const off = await facts({ on: false });
    assert.deepEqual([off.found?.origin, off.widgets, off.server], [load.client, undefined, undefined]);
    assert.deepEqual((await facts({ hasSession: false })).asked, []);
  });
});
