import assert from "node:assert/strict";
import { type Choice, createChoices } from "../../../src/background/choices.ts";
import { memoryStore } from "./memory-store.ts";

const SITE = "https://client.example/*";
const SERVER = "https://hs.example/*";
const CHOICE = {
  site: SITE,
  patterns: [SITE, SERVER],
  tabId: 7,
  reload: SITE,
  partition: "default",
  client: "https://client.example",
  widgets: ["https://call.example/"],
  features: ["delayed-events"],
};

/** Choices in a browser that has granted nothing yet; `done` lists their effects. */
function choosing() {
  const held = new Set<string>();
  const clock = { now: 1_000 };
  const done: string[] = [];
  const scene = { on: true, url: "https://client.example/#/room" as string | undefined };
  const choices = createChoices({
    store: memoryStore(),
    granted: async (patterns) => patterns.filter((pattern) => held.has(pattern)),
    isOn: async () => scene.on,
    allow: async ({ partition, widgets, userId }: Choice & { partition: string }) =>
      void done.push(`allow ${widgets} in ${partition}${userId ? ` as ${userId}` : ""}`),
    tabPage: async () => (scene.url === undefined ? undefined : { url: scene.url }),
    reloadTab: async (tabId) => void done.push(`reload ${tabId}`),
    changed: () => {},
    now: () => clock.now,
  });
  return { choices, held, clock, done, scene };
}

const WHOLE = ["allow https://call.example/ in default", "reload 7"];

describe("a choice made by one click in the popup", () => {
  it("takes effect once everything that was asked for is granted, and only once", async () => {
    const { choices, held, done } = choosing();
    await choices.keep(CHOICE);
    for (const pattern of CHOICE.patterns) {
      await choices.settle();
      assert.deepEqual(done, []);
      held.add(pattern);
    }
    await choices.settle();
    await choices.settle();
    assert.deepEqual(done, WHOLE);
  });

  for (const [what, prevent] of [
    ["the user has refused", ({ choices }) => choices.drop()],
    [
      "another choice has taken its place",
      ({ choices }) => choices.keep({ ...CHOICE, patterns: ["https://x/*"] }),
    ],
    ["its partition was forgotten", ({ choices }) => choices.forgetPartition("default")],
    ["two minutes have passed", async ({ clock }) => void Object.assign(clock, { now: 121_000 })],
    ["the clock was set back", async ({ clock }) => void Object.assign(clock, { now: -119_000 })],
    ["the site is off", async ({ scene }) => void Object.assign(scene, { on: false })],
  ] satisfies [string, (scene: ReturnType<typeof choosing>) => Promise<void>][])
    it(`has no effect if ${what}, though everything is granted later`, async () => {
      const all = choosing();
      await all.choices.keep(CHOICE);
      await prevent(all);
      for (const pattern of CHOICE.patterns) all.held.add(pattern);
      await all.choices.settle();
      assert.deepEqual(all.done, []);
    });

  it("counts as refused, and has no effect, if the popup opens over its tab again before everything is granted", async () => {
    const { choices, held, done } = choosing();
    await choices.keep(CHOICE);
    held.add(SITE);
    assert.equal(await choices.refusedOver(7), SITE);
    assert.equal(await choices.refusedOver(7), undefined);
    held.add(SERVER);
    await choices.settle();
    assert.deepEqual(done, []);
  });

  it("does not count as refused for a popup over another tab, or once everything is granted", async () => {
    const { choices, held, done } = choosing();
    await choices.keep(CHOICE);
    assert.equal(await choices.refusedOver(8), undefined);
    for (const pattern of CHOICE.patterns) held.add(pattern);
    assert.equal(await choices.refusedOver(7), undefined);
    await choices.settle();
    assert.deepEqual(done, WHOLE);
  });

  it("is not reported as refused if it lapsed long before the popup opens again", async () => {
    const { choices, clock } = choosing();
    await choices.keep(CHOICE);
    clock.now += 120_000;
    assert.equal(await choices.refusedOver(7), undefined);
  });

  it("is kept if another partition is forgotten", async () => {
    const { choices, held, done } = choosing();
    await choices.keep(CHOICE);
    await choices.forgetPartition("private");
    for (const pattern of CHOICE.patterns) held.add(pattern);
    await choices.settle();
    assert.deepEqual(done, WHOLE);
  });

  const { reload: _, ...unloaded } = CHOICE;
  const { partition: __, ...unplaced } = CHOICE;
  for (const [what, choice, expected] of [
    [
      "allows it as the account that was shown",
      { ...CHOICE, userId: "@a:x" },
      [`${WHOLE[0]} as @a:x`, ...WHOLE.slice(1)],
    ],
    ["does not reload the tab unless the user chose that", unloaded, WHOLE.slice(0, 1)],
    ["allows nothing if no widget was named", { ...CHOICE, widgets: [] }, WHOLE.slice(1)],
    ["allows nothing if the partition is not known", unplaced, WHOLE.slice(1)],
  ] satisfies [string, Omit<Choice, "since">, string[]][])
    it(what, async () => {
      const { choices, held, done } = choosing();
      for (const pattern of CHOICE.patterns) held.add(pattern);
      await choices.keep(choice);
      await choices.settle();
      assert.deepEqual(done, expected);
    });

  it("does not reload a tab that shows another page by then", async () => {
    for (const url of ["https://bank.example/", undefined]) {
      const { choices, held, done, scene } = choosing();
      await choices.keep(CHOICE);
      scene.url = url;
      for (const pattern of CHOICE.patterns) held.add(pattern);
      await choices.settle();
      assert.deepEqual(done, WHOLE.slice(0, 1));
    }
  });
});
