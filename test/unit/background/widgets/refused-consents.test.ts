import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { allInTab, consentWith, SUBJECT } from "./consent-with.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const ITS_ORIGIN = "https://widget.example";

describe("consent that was refused", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  /** A consent that the user has refused this many times, each time as soon as possible. */
  async function refusedTimes(times: number, scene = consentWith()) {
    for (let time = 0; time < times; time += 1) {
      scene.clock.now += DAY + 1;
      assert.equal((await scene.ask()).answer, undefined);
      await scene.say("no");
    }
    return scene;
  }

  it("is then refused at once, without a window, however often it is asked for", async () => {
    const { consent, windows, ask } = await refusedTimes(1);
    for (let time = 0; time < 50; time += 1) assert.equal((await ask()).answer, false);
    assert.deepEqual([windows.opened, consent.questions()], [1, []]);
  });

  for (const [what, said] of [
    ["let a minute pass", () => mock.timers.tick(MINUTE)],
    ["closed the window", (scene: ReturnType<typeof consentWith>) => scene.consent.closed()],
  ] as const)
    it(`counts as refused when the user has ${what}`, async () => {
      const scene = consentWith();
      await scene.ask();
      said(scene);
      await turn();
      assert.equal((await scene.ask()).answer, false);
    });

  it("is listed as unanswered or refused, according to the last question", async () => {
    const { refused, clock, ask, say } = consentWith();
    const unanswered = async () =>
      (await refused.ofClient(SUBJECT.partition, SUBJECT.client)).map((each) => each.unanswered);
    await ask();
    mock.timers.tick(MINUTE);
    await turn();
    assert.deepEqual(await unanswered(), [true]);
    clock.now += DAY;
    await ask();
    await say("no");
    assert.deepEqual(await unanswered(), [undefined]);
  });

  for (const [what, other] of [
    ["another path", { widget: "https://widget.example/other" }],
    ["no path, only its frame's origin", { widget: ITS_ORIGIN }],
    ["another account", { userId: "@bob:example.org" }],
  ] as const)
    it(`is refused for the same widget with ${what}`, async () => {
      const { ask } = await refusedTimes(1);
      assert.equal((await ask(other)).answer, false);
    });

  for (const [what, other] of [
    ["another origin", { widget: "https://other.example/call" }],
    ["another client", { client: "https://other.example" }],
    ["another partition", { partition: "firefox-container-1" }],
  ] as const)
    it(`is asked for again if the question is about ${what}`, async () => {
      const { ask } = await refusedTimes(1);
      assert.equal((await ask(other)).answer, undefined);
    });

  it("is asked for again after one minute, then two, then four, and at most a day", async () => {
    for (const [times, wait] of [
      [1, MINUTE],
      [2, 2 * MINUTE],
      [3, 4 * MINUTE],
      [12, DAY],
      [14, DAY],
    ] as const) {
      const { clock, ask } = await refusedTimes(times);
      clock.now += wait - 1;
      assert.equal((await ask()).answer, false, String(times));
      clock.now += 1;
      assert.equal((await ask()).answer, undefined, String(times));
    }
  });

  it("is asked for again after only one minute once a day has passed since the wait", async () => {
    const { clock, ask, say } = await refusedTimes(3);
    clock.now += 4 * MINUTE + DAY + 1;
    await ask({ widget: "https://other.example/" });
    await say("no");
    await ask();
    await say("no");
    clock.now += MINUTE;
    assert.equal((await ask()).answer, undefined);
  });

  it("is asked for again at once when the clock was set back", async () => {
    const { clock, ask } = await refusedTimes(1);
    clock.now -= 2 * DAY;
    assert.equal((await ask()).answer, undefined);
  });

  it("is remembered when the background restarts, but not when the browser does", async () => {
    const { store, inMemory, clock } = await refusedTimes(1);
    const later = consentWith({ store, inMemory });
    later.clock.now = clock.now;
    assert.equal((await later.ask()).answer, false);
    const tomorrow = consentWith({ store });
    tomorrow.clock.now = clock.now;
    assert.equal((await tomorrow.ask()).answer, undefined);
  });

  it("is remembered while the background lives, even if nothing can be stored", async () => {
    const scene = consentWith();
    scene.inMemory.most = 0;
    await refusedTimes(1, scene);
    assert.equal((await scene.ask()).answer, false);
    await scene.refused.refuse(SUBJECT);
  });

  it("is asked for again if the stored data cannot be read", async () => {
    for (const stored of ["no", [{ widget: ITS_ORIGIN }], null]) {
      const { ask, inMemory } = consentWith();
      await inMemory.set("refused-consents", stored);
      assert.equal((await ask()).answer, undefined, JSON.stringify(stored));
    }
  });

  it("still holds if it was given for always before", async () => {
    const { given, ask } = await refusedTimes(1);
    await given.give(SUBJECT);
    assert.equal((await ask()).answer, true);
  });

  it("counts once when the window is closed on several questions of one widget", async () => {
    const { consent, clock, ask } = consentWith();
    for (const path of ["a", "b", "c"]) await ask({ widget: `${ITS_ORIGIN}/${path}` });
    consent.closed();
    await turn();
    clock.now += MINUTE;
    assert.equal((await ask()).answer, undefined);
  });

  it("is refused to all equal requests, and to no others", async () => {
    const { ask, say } = consentWith();
    const asked = [await ask(), await ask(), await ask({ widget: `${ITS_ORIGIN}/chat` })];
    await say("no");
    assert.deepEqual(
      asked.map(({ answer }) => answer),
      [false, false, undefined],
    );
  });

  it("is forgotten, and the wait starts over, once the user allows it", async () => {
    const { clock, ask, say } = await refusedTimes(3);
    clock.now += 4 * MINUTE;
    await ask();
    await say("once");
    assert.equal((await ask()).answer, undefined);
    await say("no");
    clock.now += MINUTE;
    assert.equal((await ask()).answer, undefined);
  });

  it("is forgotten with its partition", async () => {
    const scene = consentWith();
    await scene.ask({ partition: "private" });
    await scene.say("no");
    await refusedTimes(1, scene);
    await scene.consent.forgetPartition("private");
    assert.equal((await scene.ask()).answer, false);
    assert.equal((await scene.ask({ partition: "private" })).answer, undefined);
    assert.doesNotMatch(JSON.stringify([...scene.inMemory.values]), /private/);
  });

  it("is refused for every other widget of a client's site, on any port, once eight were refused", async () => {
    const { ask, say } = consentWith();
    for (let number = 0; number < 8; number += 1) {
      const client = `https://client.example:${8000 + number}`;
      assert.equal((await ask({ widget: `https://${number}.example/`, client })).answer, undefined);
      await say("no");
    }
    assert.equal((await ask({ widget: "https://ninth.example/" })).answer, false);
    assert.equal(
      (await ask({ widget: "https://ninth.example/", partition: "firefox-container-1" })).answer,
      undefined,
    );
    await say("once");
    assert.equal((await ask({ client: "https://other.example" })).answer, undefined);
  });

  it("is asked for ever more rarely when a widget asks from another of its ports each time", async () => {
    const { clock, ask, say } = consentWith();
    let asked = 0;
    for (let port = 1; port <= 1_440; port += 1) {
      const { answer } = await ask({ widget: `https://widget.example:${port}/` });
      if (answer === undefined) asked += 1;
      if (answer === undefined) await say("no");
      clock.now += MINUTE;
    }
    assert.ok(asked > 8 && asked < 40, String(asked));
  });

  it("is asked for again after only one minute while no more than eight were refused", async () => {
    const { clock, ask, say } = consentWith();
    for (let number = 0; number < 8; number += 1) {
      await ask({ widget: `https://${number}.example/` });
      await say("no");
    }
    clock.now += MINUTE;
    assert.equal((await ask({ widget: "https://7.example/" })).answer, undefined);
  });

  it("is remembered for at most 200 refusals", async () => {
    const { refused, inMemory } = consentWith();
    for (let number = 0; number < 201; number += 1)
      await refused.refuse({ ...SUBJECT, client: `https://${number}.example` });
    assert.equal((inMemory.values.get("refused-consents") as unknown[]).length, 200);
  });

  describe("and that the popup lets the widget ask for again", () => {
    it("is listed for its own client only, and is then asked for", async () => {
      const { refused, news, ask } = await refusedTimes(1);
      const listed = await refused.ofClient(SUBJECT.partition, SUBJECT.client);
      assert.deepEqual(listed, [
        {
          partition: "default",
          client: SUBJECT.client,
          widget: ITS_ORIGIN,
          features: SUBJECT.features,
        },
      ]);
      assert.deepEqual(await refused.ofClient(SUBJECT.partition, "https://other.example"), []);
      assert.deepEqual(await refused.ofClient("private", SUBJECT.client), []);
      const before = news.count;
      await refused.letAsk(listed[0] ?? assert.fail());
      assert.equal(news.count, before + 1);
      assert.equal((await ask()).answer, undefined);
    });

    it("is no longer listed once its wait is over", async () => {
      const { refused, clock } = await refusedTimes(1);
      clock.now += MINUTE;
      assert.deepEqual(await refused.ofClient(SUBJECT.partition, SUBJECT.client), []);
    });
  });
});

describe("consent whose widget goes away before the answer", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  for (const [how, goAway] of [
    ["closing its tab", (scene: ReturnType<typeof consentWith>, tab: number) => scene.consent.tabClosed(tab)],
    ["loading again", () => {}],
  ] as const)
    it(`is refused once the widget has done so five times, by ${how}, and not before`, async () => {
      const scene = consentWith();
      for (let time = 0; time < 5; time += 1) {
        assert.equal((await scene.ask({}, allInTab(1))).answer, undefined, String(time));
        goAway(scene, 1);
        await turn();
      }
      const sixth = await scene.ask({}, allInTab(1));
      if (how === "loading again") {
        assert.equal(sixth.answer, undefined);
        assert.equal((await scene.ask({}, allInTab(1))).answer, false);
      } else assert.equal(sixth.answer, false);
    });

  it("is refused soon after widgets of its client have done so twenty times, each from another port", async () => {
    const { clock, ask } = consentWith();
    const from = (port: number) => ask({ widget: `https://widget.example:${port}/` }, allInTab(1));
    // From the twentieth on, going away is a no, and after eight of these nobody is asked.
    for (let port = 1; port <= 28; port += 1) {
      assert.equal((await from(port)).answer, undefined, String(port));
      clock.now += 1_000;
    }
    assert.equal((await from(29)).answer, false);
    assert.equal((await ask({ client: "https://other.example" }, allInTab(2))).answer, undefined);
  });

  it("counts from zero again once that wait is over", async () => {
    const { consent, clock, ask } = consentWith();
    for (let time = 0; time < 5; time += 1) {
      await ask({}, allInTab(1));
      consent.tabClosed(1);
      await turn();
    }
    clock.now += MINUTE;
    for (let time = 0; time < 5; time += 1) {
      assert.equal((await ask({}, allInTab(1))).answer, undefined);
      consent.tabClosed(1);
    }
  });

  it("counts from zero again once the user has answered", async () => {
    const { consent, ask, say } = consentWith();
    for (let round = 0; round < 3; round += 1) {
      for (let time = 0; time < 4; time += 1) {
        await ask({}, allInTab(1));
        consent.tabClosed(1);
      }
      assert.equal((await ask({}, allInTab(1))).answer, undefined);
      await say("once");
    }
  });
});

describe("questions to the user", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("are limited to three for a widget's origin, five for a client and twenty in all; the next is refused", async () => {
    const { consent, ask } = consentWith();
    const answers = async (count: number, subject: (number: number) => object) => {
      const asked = [];
      for (let number = 0; number < count; number += 1) asked.push((await ask(subject(number))).answer);
      return asked.filter((answer) => answer === undefined).length;
    };
    assert.equal(await answers(9, (number) => ({ widget: `${ITS_ORIGIN}/${number}` })), 3);
    assert.equal(await answers(9, (number) => ({ widget: `https://${number}.example/` })), 2);
    assert.equal(
      await answers(40, (number) => ({
        client: `https://client${number % 10}.example`,
        widget: `https://${number}.example/`,
      })),
      15,
    );
    assert.equal(consent.questions().length, 20);
  });

  it("do not count as refused if there are too many, and can be asked once there is room", async () => {
    const { ask, say } = consentWith();
    for (const path of ["a", "b", "c", "d"]) await ask({ widget: `${ITS_ORIGIN}/${path}` });
    await say("once");
    assert.equal((await ask({ widget: `${ITS_ORIGIN}/d` })).answer, undefined);
  });

  it("do not count towards the limit once another has replaced them", async () => {
    const { ask } = consentWith();
    for (const tab of [1, 2, 3]) await ask({}, allInTab(tab));
    assert.equal((await ask({}, allInTab(1))).answer, undefined);
  });

  it("are never about an unreadable address", async () => {
    const { ask, windows } = consentWith();
    assert.equal((await ask({ widget: `${ITS_ORIGIN}/${"a".repeat(2_000)}` })).answer, false);
    assert.equal(windows.opened, 0);
  });
});
