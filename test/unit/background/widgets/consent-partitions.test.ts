import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { DEFAULT_PARTITION, PRIVATE_PARTITION } from "../../../../src/messaging/sender.ts";
import { consentWith, SUBJECT } from "./consent-with.ts";

const CONTAINER = "firefox-container-1";

describe("consent in a private window", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  /** A consent given for always in a private window. */
  async function givenInPrivate() {
    const scene = consentWith();
    await scene.ask({ partition: PRIVATE_PARTITION });
    await scene.say("always");
    return scene;
  }

  it("never reaches storage that outlives the browser", async () => {
    const { store, inMemory } = await givenInPrivate();
    assert.equal(store.values.size, 0);
    assert.equal(inMemory.values.size, 1);
  });

  it("holds there without another question, even after the background restarts", async () => {
    const { store, inMemory } = await givenInPrivate();
    const later = consentWith({ store, inMemory });
    assert.equal((await later.ask({ partition: PRIVATE_PARTITION })).answer, true);
  });

  it("is forgotten when the last private window is closed", async () => {
    const { consent, given, ask } = await givenInPrivate();
    await consent.forgetPartition(PRIVATE_PARTITION);
    assert.deepEqual(await given.seenFrom(PRIVATE_PARTITION), []);
    assert.equal((await ask({ partition: PRIVATE_PARTITION })).answer, undefined);
  });

  it("counts as refused if the question is still open when that window is closed", async () => {
    const { consent, windows, ask } = consentWith();
    const [inPrivate, elsewhere] = [await ask({ partition: PRIVATE_PARTITION }), await ask()];
    await consent.forgetPartition(PRIVATE_PARTITION);
    await turn();
    assert.deepEqual([inPrivate.answer, elsewhere.answer, windows.open], [false, undefined, true]);
  });

  it("does not affect consents given elsewhere when that window is closed", async () => {
    const { consent, given, ask, say } = await givenInPrivate();
    await ask();
    await say("always");
    await consent.forgetPartition(PRIVATE_PARTITION);
    assert.deepEqual(await given.seenFrom(DEFAULT_PARTITION), [{ ...SUBJECT, givenAt: 1_234 }]);
  });

  it("can be seen and revoked only from private windows", async () => {
    const { given, ask } = await givenInPrivate();
    assert.deepEqual(await given.seenFrom(DEFAULT_PARTITION), []);
    await given.revoke({ ...SUBJECT, partition: DEFAULT_PARTITION });
    assert.equal((await given.seenFrom(PRIVATE_PARTITION)).length, 1);
    await given.revoke({ ...SUBJECT, partition: PRIVATE_PARTITION });
    assert.equal((await ask({ partition: PRIVATE_PARTITION })).answer, undefined);
  });
});

describe("consent in one partition", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  for (const [here, there] of [
    [DEFAULT_PARTITION, PRIVATE_PARTITION],
    [PRIVATE_PARTITION, DEFAULT_PARTITION],
    [CONTAINER, DEFAULT_PARTITION],
    [DEFAULT_PARTITION, CONTAINER],
  ] as const)
    it(`does not hold in another: given in ${here}, asked for in ${there}`, async () => {
      const { ask, say } = consentWith();
      await ask({ partition: here });
      await say("always");
      assert.equal((await ask({ partition: there })).answer, undefined);
    });

  it("does not answer the same question in another", async () => {
    const { ask, say } = consentWith();
    const [inPrivate, elsewhere] = [await ask({ partition: PRIVATE_PARTITION }), await ask()];
    await say("always");
    assert.deepEqual([inPrivate.answer, elsewhere.answer], [true, undefined]);
  });
});
