import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import type { ConsentAnswer } from "../../../../src/messaging/views/consents.ts";
import { allInTab, consentWith, SUBJECT } from "./consent-with.ts";

const MINUTE = 60_000;
const [A, B, C] = ["delayed-events", "transports", "stickers"] as const;
const to = (...features: string[]) => ({ features });

describe("consent to several features", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  const asked = ({ consent }: ReturnType<typeof consentWith>) =>
    consent.questions().map(({ features }) => features);

  it("is asked for in one question, with one answer for all", async () => {
    for (const [said, allowed] of [
      ["once", [A, B]],
      ["always", [A, B]],
      ["no", []],
    ] as const) {
      const scene = consentWith();
      const outcome = await scene.ask(to(A, B));
      assert.deepEqual(asked(scene), [[A, B]]);
      await scene.say(said);
      assert.deepEqual([outcome.allowed, scene.windows.opened], [allowed, 1], said);
    }
  });

  it("needs no question without features", async () => {
    const { windows, ask } = consentWith();
    assert.deepEqual([(await ask(to())).allowed, windows.opened], [[], 0]);
  });

  it("is not asked for again after always, for some of them or in another order", async () => {
    const scene = consentWith();
    await scene.ask(to(A, B));
    await scene.say("always");
    for (const features of [[A], [B], [B, A]])
      assert.deepEqual((await scene.ask(to(...features))).allowed, [...features].sort());
    assert.equal(scene.windows.opened, 1);
  });

  it("is asked for only one feature if the others are always allowed, and then listed once with all", async () => {
    const scene = consentWith();
    await scene.ask(to(A));
    await scene.say("always");
    const more = await scene.ask(to(A, B));
    assert.deepEqual(asked(scene), [[B]]);
    await scene.say("always");
    assert.deepEqual(more.allowed, [A, B]);
    const { features: _, ...holder } = SUBJECT;
    assert.deepEqual(await scene.given.seenFrom("default"), [
      { ...holder, features: [A, B], givenAt: 1_234 },
    ]);
  });

  it("is kept for allowed features if another is refused", async () => {
    const scene = consentWith();
    await scene.ask(to(A));
    await scene.say("always");
    const more = await scene.ask(to(A, B));
    await scene.say("no");
    assert.deepEqual(more.allowed, [A]);
    assert.deepEqual((await scene.ask(to(A, B))).allowed, [A]);
    assert.deepEqual((await scene.ask(to(A))).allowed, [A]);
    assert.equal(scene.windows.opened, 2);
  });

  it("is asked for if another feature is refused, and not for that one", async () => {
    const scene = consentWith();
    await scene.ask(to(A));
    await scene.say("no");
    const more = await scene.ask(to(A, B));
    assert.deepEqual(asked(scene), [[B]]);
    await scene.say("once");
    assert.deepEqual(more.allowed, [B]);
    assert.deepEqual((await scene.ask(to(A))).allowed, []);
  });

  it("is asked for when each feature's own wait is over", async () => {
    const scene = consentWith();
    for (const [feature, at] of [
      [A, 1_000],
      [A, 1_000 + MINUTE],
      [B, 1_000 + 2 * MINUTE],
    ] as const) {
      scene.clock.now = at;
      await scene.ask(to(feature));
      await scene.say("no");
    }
    // A's second wait takes two minutes, and B's first takes one.
    scene.clock.now = 1_000 + 3 * MINUTE - 1;
    assert.deepEqual((await scene.ask(to(A, B))).allowed, []);
    scene.clock.now += 1;
    await scene.ask(to(A, B));
    assert.deepEqual(asked(scene), [[A, B]]);
  });

  it("is refused for each of them by one no, with one wait", async () => {
    const scene = consentWith();
    await scene.ask(to(A, B));
    await scene.ask(to(B, C));
    scene.consent.closed();
    await turn();
    assert.deepEqual((await scene.ask(to(A, B, C))).allowed, []);
    scene.clock.now += MINUTE;
    await scene.ask(to(A, B, C));
    assert.deepEqual(asked(scene), [[A, B, C]]);
  });

  it("counts as one refused widget, however many features are refused: eight widgets stop the site's others", async () => {
    const scene = consentWith();
    for (let number = 0; number < 7; number += 1) {
      await scene.ask({ widget: `https://${number}.example/`, ...to(A, B, C) });
      await scene.say("no");
    }
    assert.equal((await scene.ask({ widget: "https://eighth.example/", ...to(A, B) })).allowed, undefined);
    await scene.say("no");
    assert.deepEqual((await scene.ask({ widget: "https://ninth.example/", ...to(A) })).allowed, []);
  });

  it("is listed as refused once for each widget, and asked for again when the user allows that", async () => {
    const scene = consentWith();
    await scene.ask(to(A, B));
    await scene.say("no");
    const { partition, client } = SUBJECT;
    const listed = await scene.refused.ofClient(partition, client);
    const row = { partition, client, widget: "https://widget.example", features: [A, B] };
    assert.deepEqual(listed, [row]);
    await scene.refused.letAsk(row);
    await scene.ask(to(A, B));
    assert.deepEqual(asked(scene), [[A, B]]);
  });

  it("is revoked for all of them at once", async () => {
    const scene = consentWith();
    await scene.ask(to(A, B));
    await scene.say("always");
    await scene.given.revoke(SUBJECT);
    await scene.ask(to(A, B));
    assert.deepEqual(asked(scene), [[A, B]]);
  });

  describe("that two loads of a widget ask for at once", () => {
    it("is asked for only the features without an always or a no", async () => {
      for (const [said, allowed] of [
        ["always", [A, B]],
        ["no", [B]],
      ] as const) {
        const scene = consentWith();
        const [first, second] = [await scene.ask(to(A)), await scene.ask(to(A, B))];
        await scene.say(said);
        assert.deepEqual([first.allowed, asked(scene)], [said === "no" ? [] : [A], [[B]]], said);
        await scene.say("once");
        assert.deepEqual(second.allowed, allowed, said);
      }
    });

    it("is given to both by always if the second wants nothing more", async () => {
      const scene = consentWith();
      const [first, second] = [await scene.ask(to(A, B)), await scene.ask(to(B))];
      await scene.say("always");
      assert.deepEqual([first.allowed, second.allowed, asked(scene)], [[A, B], [B], []]);
    });

    it("is still asked for after once, which counts for one load", async () => {
      const scene = consentWith();
      await scene.ask(to(A));
      await scene.ask(to(A, B));
      await scene.say("once");
      assert.deepEqual(asked(scene), [[A, B]]);
    });

    it("is not given to a widget without an address because another one without is always allowed", async () => {
      const scene = consentWith();
      await scene.ask({ widget: "null", ...to(A) });
      await scene.ask({ widget: "null", ...to(A, B) });
      await scene.say("always");
      assert.deepEqual(asked(scene), [[A, B]]);
    });

    it("is given for always-allowed features even if the load's own question is refused", async () => {
      const scene = consentWith();
      await scene.ask(to(A));
      const second = await scene.ask(to(A, B));
      await scene.say("always");
      await scene.say("no");
      assert.deepEqual(second.allowed, [A]);
      assert.deepEqual(await scene.given.featuresOf(SUBJECT), [A]);
    });
  });

  const wish = fc.record({
    features: fc.uniqueArray(fc.constantFrom<string>(A, B, C), { minLength: 1 }),
    said: fc.constantFrom<ConsentAnswer>("once", "always", "no"),
    tab: fc.integer({ min: 1, max: 2 }),
  });

  it("is never asked for a feature with an always or a no, and never given for one that was not allowed", () =>
    fc.assert(
      fc.asyncProperty(fc.array(wish, { maxLength: 12 }), async (wishes) => {
        const scene = consentWith();
        const [always, refused] = [new Set<string>(), new Set<string>()];
        for (const { features, said, tab } of wishes) {
          const outcome = await scene.ask({ features }, allInTab(tab));
          const [question] = scene.consent.questions();
          const open = features.filter((each) => !always.has(each) && !refused.has(each));
          assert.deepEqual(question?.features ?? [], open);
          if (question) await scene.say(said);
          if (said === "always") for (const each of open) always.add(each);
          if (said === "no") for (const each of open) refused.add(each);
          const allowed = features.filter(
            (each) => always.has(each) || (said === "once" && open.includes(each)),
          );
          assert.deepEqual(outcome.allowed, allowed.sort());
        }
      }),
      { numRuns: 200 },
    ));
});
