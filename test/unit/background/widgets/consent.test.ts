import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { memoryStore } from "../memory-store.ts";
import { consentWith, SUBJECT } from "./consent-with.ts";

const MINUTE = 60_000;
describe("consent", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  describe("for a new widget", () => {
    it("is asked for in the window, with everything the user needs to know", async () => {
      const { consent, windows, ask } = consentWith();
      const asked = await ask();
      const { id, ...question } = consent.questions()[0] ?? assert.fail("nothing is asked");
      assert.deepEqual([question, windows.open, asked.answer], [SUBJECT, true, undefined]);
      assert.match(id, /^[0-9a-f-]{36}$/);
    });

    it('is given by "once" and by "always", not by "no"', async () => {
      for (const [said, allowed] of [
        ["once", true],
        ["always", true],
        ["no", false],
      ] as const) {
        const { ask, say } = consentWith();
        const asked = await ask();
        await say(said);
        assert.equal(asked.answer, allowed, said);
      }
    });

    it("sends news to open pages when it is asked for and when it is answered", async () => {
      const { news, ask, say } = consentWith();
      await ask();
      assert.equal(news.count, 1);
      await say("no");
      assert.equal(news.count, 2);
    });
  });

  describe("given for always to a widget without an address", () => {
    it("holds for that widget only, not for others without an address", async () => {
      const { ask, say } = consentWith();
      const [one, other] = [
        await ask({ ...SUBJECT, widget: "null" }),
        await ask({ ...SUBJECT, widget: "null" }),
      ];
      await say("always");
      assert.deepEqual([one.answer, other.answer], [true, undefined]);
    });

    it("holds for every widget with the same address, if there is one", async () => {
      const { ask, say } = consentWith();
      const [one, other] = [await ask(), await ask()];
      await say("always");
      assert.deepEqual([one.answer, other.answer], [true, true]);
    });
  });

  describe("given before", () => {
    it('is never asked for again after "always", even by a restarted background', async () => {
      const { ask, say, store } = consentWith();
      await ask();
      await say("always");
      const later = consentWith({ store });
      assert.deepEqual([(await later.ask()).answer, later.windows.opened], [true, 0]);
    });

    it('is listed after "always", with its time in milliseconds', async () => {
      const { given, ask, say } = consentWith();
      await ask();
      await say("always");
      assert.deepEqual(await given.seenFrom("default"), [{ ...SUBJECT, givenAt: 1_234 }]);
    });

    it('is asked for again after "once", and is not listed', async () => {
      const { given, windows, ask, say } = consentWith();
      await ask();
      await say("once");
      assert.deepEqual(await given.seenFrom("default"), []);
      assert.equal((await ask()).answer, undefined);
      assert.equal(windows.opened, 2);
    });

    it("is remembered 50 times for each client; beyond that, the client's oldest consent is forgotten", async () => {
      const { given } = consentWith();
      await given.give({ ...SUBJECT, client: "https://other.example" });
      for (let number = 0; number < 51; number += 1)
        await given.give({ ...SUBJECT, widget: `https://widget.example/${number}` });
      const widgets = (await given.seenFrom("default")).map(({ widget }) => widget);
      assert.deepEqual(
        [widgets.length, widgets[0], widgets[1]],
        [51, SUBJECT.widget, "https://widget.example/1"],
      );
    });

    it("does not count for another client, account or widget address", async () => {
      for (const other of [
        { client: "https://other.example" },
        { client: "http://client.example" },
        { userId: "@bob:example.org" },
        { widget: "https://widget.example/chat" },
        { widget: "https://widget.example" },
      ]) {
        const { ask, say } = consentWith();
        await ask();
        await say("always");
        assert.equal((await ask(other)).answer, undefined, JSON.stringify(other));
      }
    });

    it("is asked for again once it was revoked, and other consents stay", async () => {
      const { given, ask, say } = consentWith();
      for (const widget of ["https://widget.example/a", "https://widget.example/b"]) {
        await ask({ widget });
        await say("always");
      }
      await given.revoke({ ...SUBJECT, widget: "https://widget.example/a" });
      assert.equal((await ask({ widget: "https://widget.example/a" })).answer, undefined);
      assert.equal((await ask({ widget: "https://widget.example/b" })).answer, true);
    });

    it("does not exist if the stored data cannot be read", async () => {
      for (const stored of ["always", [{ ...SUBJECT }], { 0: SUBJECT }, null]) {
        const { ask, store } = consentWith();
        await store.set("consents", stored);
        assert.equal((await ask()).answer, undefined, JSON.stringify(stored));
      }
    });

    it("is not asked for if the client's site has standing consent, and is not remembered for later", async () => {
      const { given, windows, ask } = consentWith({
        standing: async (client) => client === SUBJECT.client,
      });
      assert.equal((await ask()).answer, true);
      assert.deepEqual([windows.opened, await given.seenFrom("default")], [0, []]);
      assert.equal((await ask({ client: "https://other.example" })).answer, undefined);
    });
  });

  describe("for several widgets at once", () => {
    it("is asked for in one window, one widget after another, in order", async () => {
      const { consent, windows, ask, say } = consentWith();
      const [first, second] = [await ask(), await ask({ widget: "https://other.example/" })];
      assert.deepEqual(
        consent.questions().map(({ widget }) => widget),
        [SUBJECT.widget, "https://other.example/"],
      );
      await say("once");
      assert.deepEqual([first?.answer, second?.answer, windows.open], [true, undefined, true]);
      await say("no");
      assert.deepEqual([second?.answer, windows], [false, { opened: 1, open: false }]);
    });

    it("is remembered for all widgets that were allowed at the same moment", async () => {
      const { consent, given, ask } = consentWith();
      const widgets = ["a", "b", "c"].map((name) => `https://widget.example/${name}`);
      for (const widget of widgets) await ask({ widget });
      for (const { id } of consent.questions()) consent.answer(id, "always");
      await turn();
      assert.deepEqual(
        (await given.seenFrom("default")).map(({ widget }) => widget),
        widgets,
      );
    });
  });

  describe("answered without an open question", () => {
    it("changes nothing", async () => {
      const { consent, given, news, ask } = consentWith();
      const asked = await ask();
      consent.answer("00000000-0000-4000-8000-000000000000", "always");
      await turn();
      assert.deepEqual([asked.answer, consent.questions().length, news.count], [undefined, 1, 1]);
      assert.deepEqual(await given.seenFrom("default"), []);
    });

    it("keeps the first answer", async () => {
      const { consent, given, ask } = consentWith();
      const asked = await ask();
      const id = consent.questions()[0]?.id ?? "";
      consent.answer(id, "no");
      consent.answer(id, "always");
      await turn();
      assert.deepEqual([asked.answer, await given.seenFrom("default")], [false, []]);
    });

    it("changes nothing once the time is up", async () => {
      const { consent, given, ask } = consentWith();
      const asked = await ask();
      const id = consent.questions()[0]?.id ?? "";
      mock.timers.tick(MINUTE);
      consent.answer(id, "always");
      await turn();
      assert.deepEqual([asked.answer, await given.seenFrom("default")], [false, []]);
    });

    it("ignores the closing of a window without a question", async () => {
      const { consent, news } = consentWith();
      consent.closed();
      await turn();
      assert.equal(news.count, 0);
    });
  });

  it('is given to all equal requests by one "always", and remembered once', async () => {
    const { consent, given, ask, say } = consentWith();
    const both = [await ask(), await ask()];
    await say("always");
    await turn();
    assert.deepEqual(
      both.map(({ answer }) => answer),
      [true, true],
    );
    assert.deepEqual([consent.questions().length, (await given.seenFrom("default")).length], [0, 1]);
  });

  it("holds this time even if it cannot be stored", async () => {
    const store = memoryStore();
    store.set = () => Promise.reject(new Error("The disk is full"));
    const { ask, say } = consentWith({ store });
    const asked = await ask();
    await say("always");
    await turn();
    assert.equal(asked.answer, true);
  });

  it("is never remembered for a widget without an address, since these cannot be told apart", async () => {
    const { given, ask, say } = consentWith();
    await ask({ widget: "null" });
    await say("always");
    await turn();
    assert.deepEqual(await given.seenFrom("default"), []);
  });
});
