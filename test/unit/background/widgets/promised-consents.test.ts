import assert from "node:assert/strict";
import { mock } from "node:test";
import { consentWith, SUBJECT } from "./consent-with.ts";

const DAY = 86_400_000;
const { userId: _, widget, ...where } = SUBJECT;
const NAMED = { ...where, widgets: [widget], features: ["delayed-events"] };

describe("consent to a widget that the popup has named", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("is given without a question when that widget asks, and is then like any other", async () => {
    const { promised, given, ask, windows } = consentWith();
    await promised.promise(NAMED);
    assert.equal((await ask()).answer, true);
    assert.equal(windows.opened, 0);
    assert.deepEqual(await given.featuresOf(SUBJECT), ["delayed-events"]);
  });

  for (const [what, other] of [
    ["another address of the same origin", { widget: "https://widget.example/other" }],
    ["only the widget's origin, since it has navigated elsewhere", { widget: "https://widget.example" }],
    ["a sandboxed widget", { widget: "null" }],
    ["another client", { client: "https://other.example" }],
    ["another partition", { partition: "private" }],
  ] as const)
    it(`is still asked for if the question is about ${what}`, async () => {
      const { promised, ask, windows } = consentWith();
      await promised.promise(NAMED);
      assert.equal((await ask(other)).answer, undefined);
      assert.equal(windows.opened, 1);
    });

  it("does not include a feature that the popup has not named, and only that is asked about", async () => {
    const { promised, consent, ask } = consentWith();
    await promised.promise(NAMED);
    await ask({ features: ["delayed-events", "another"] });
    assert.deepEqual(
      consent.questions().map(({ features }) => features),
      [["another"]],
    );
  });

  it("belongs to the account that asks first, also for its later requests", async () => {
    const { promised, ask } = consentWith();
    await promised.promise({ ...NAMED, features: ["delayed-events", "another"] });
    assert.equal((await ask()).answer, true);
    assert.equal((await ask({ userId: "@bob:example.org" })).answer, undefined);
    assert.equal((await ask({ userId: "@bob:example.org", features: ["another"] })).answer, undefined);
    assert.equal((await ask({ features: ["another"] })).answer, true);
  });

  it("belongs to the account that the popup has shown beside the widget, whoever asks first", async () => {
    const { promised, ask } = consentWith();
    await promised.promise({ ...NAMED, userId: SUBJECT.userId });
    assert.equal((await ask({ userId: "@bob:example.org" })).answer, undefined);
    assert.equal((await ask()).answer, true);
  });

  it("is not given again once the user has revoked it", async () => {
    const { promised, given, ask } = consentWith();
    await promised.promise(NAMED);
    await ask();
    await given.revoke(SUBJECT);
    assert.equal((await ask()).answer, undefined);
  });

  it("no longer includes the rest once the user has taken back the given part", async () => {
    const { promised, given, ask } = consentWith();
    await promised.promise({ ...NAMED, features: ["delayed-events", "another"] });
    await ask();
    await given.revoke(SUBJECT);
    await promised.forgetWidget(SUBJECT);
    assert.equal((await ask({ features: ["another"] })).answer, undefined);
  });

  it("stays when a consent of another widget, client or partition is revoked", async () => {
    const { promised, ask } = consentWith();
    await promised.promise(NAMED);
    for (const other of [
      { widget: "https://widget.example/other" },
      { client: "https://other.example" },
      { partition: "private" },
    ])
      await promised.forgetWidget({ ...SUBJECT, ...other });
    assert.equal((await ask()).answer, true);
  });

  it("overrides an earlier no", async () => {
    const { promised, ask, say } = consentWith();
    await ask();
    await say("no");
    await promised.promise(NAMED);
    assert.equal((await ask()).answer, true);
  });

  for (const [what, end] of [
    ["its site is switched off", ({ promised }) => promised.forgetSite("https://client.example/*")],
    ["its site is found to be off", ({ promised }) => promised.forgetWhereOff(async () => false)],
    ["its partition is forgotten", ({ consent }) => consent.forgetPartition(SUBJECT.partition)],
    ["a day has passed", async ({ clock }) => void Object.assign(clock, { now: clock.now + DAY })],
    ["the clock is set back", async ({ clock }) => void Object.assign(clock, { now: clock.now - 1_000 })],
  ] satisfies [string, (scene: ReturnType<typeof consentWith>) => Promise<void>][])
    it(`ends when ${what}`, async () => {
      const scene = consentWith();
      await scene.promised.promise(NAMED);
      await end(scene);
      assert.equal((await scene.ask()).answer, undefined);
    });

  it("stays when another site is switched off", async () => {
    const { promised, ask } = consentWith();
    await promised.promise(NAMED);
    await promised.forgetSite("https://other.example/*");
    await promised.forgetWhereOff(async (origin) => origin === SUBJECT.client);
    assert.equal((await ask()).answer, true);
  });

  it("is never promised without a web address", async () => {
    const { promised, ask } = consentWith();
    await promised.promise({ ...NAMED, widgets: ["null", "about:blank", "data:text/html,x"] });
    for (const address of ["null", "about:blank", "data:text/html,x"])
      assert.equal((await ask({ widget: address })).answer, undefined);
  });
});
