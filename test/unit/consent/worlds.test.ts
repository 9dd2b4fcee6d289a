import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { DEFAULT_WORLD, PRIVATE_WORLD } from "../../../src/messaging/sender.ts";
import { consentWith, SUBJECT } from "./consent-with.ts";

const CONTAINER = "firefox-container-1";

describe("consent in a private window", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  /** A consent that was given for always in a private window. */
  async function givenInPrivate() {
    const scene = consentWith();
    await scene.ask({ world: PRIVATE_WORLD });
    await scene.say("always");
    return scene;
  }

  it("is never in storage that outlives the browser", async () => {
    const { store, fleeting } = await givenInPrivate();
    assert.equal(store.values.size, 0);
    assert.equal(fleeting.values.size, 1);
  });

  it("holds there without being asked again, by a background started anew either", async () => {
    const { store, fleeting } = await givenInPrivate();
    const later = consentWith({ store, fleeting });
    assert.equal((await later.ask({ world: PRIVATE_WORLD })).answer, true);
  });

  it("is forgotten when the last private window is closed", async () => {
    const { consent, given, ask } = await givenInPrivate();
    await consent.forgetWorld(PRIVATE_WORLD);
    assert.deepEqual(await given.seenFrom(PRIVATE_WORLD), []);
    assert.equal((await ask({ world: PRIVATE_WORLD })).answer, undefined);
  });

  it("is a no, where it is still asked for when that is closed", async () => {
    const { consent, windows, ask } = consentWith();
    const [inPrivate, elsewhere] = [await ask({ world: PRIVATE_WORLD }), await ask()];
    await consent.forgetWorld(PRIVATE_WORLD);
    await turn();
    assert.deepEqual([inPrivate.answer, elsewhere.answer, windows.open], [false, undefined, true]);
  });

  it("leaves what was given elsewhere as it was, when that is closed", async () => {
    const { consent, given, ask, say } = await givenInPrivate();
    await ask();
    await say("always");
    await consent.forgetWorld(PRIVATE_WORLD);
    assert.deepEqual(await given.seenFrom(DEFAULT_WORLD), [{ ...SUBJECT, givenAt: 1_234 }]);
  });

  it("is listed and taken back there, and not seen from other windows", async () => {
    const { given, ask } = await givenInPrivate();
    assert.deepEqual(await given.seenFrom(DEFAULT_WORLD), []);
    await given.revoke({ ...SUBJECT, world: DEFAULT_WORLD });
    assert.equal((await given.seenFrom(PRIVATE_WORLD)).length, 1);
    await given.revoke({ ...SUBJECT, world: PRIVATE_WORLD });
    assert.equal((await ask({ world: PRIVATE_WORLD })).answer, undefined);
  });
});

describe("consent in one world", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  for (const [here, there] of [
    [DEFAULT_WORLD, PRIVATE_WORLD],
    [PRIVATE_WORLD, DEFAULT_WORLD],
    [CONTAINER, DEFAULT_WORLD],
    [DEFAULT_WORLD, CONTAINER],
  ] as const)
    it(`does not hold in another: given in ${here}, asked for in ${there}`, async () => {
      const { ask, say } = consentWith();
      await ask({ world: here });
      await say("always");
      assert.equal((await ask({ world: there })).answer, undefined);
    });

  it("does not answer the same question that is open in another", async () => {
    const { ask, say } = consentWith();
    const [inPrivate, elsewhere] = [await ask({ world: PRIVATE_WORLD }), await ask()];
    await say("always");
    assert.deepEqual([inPrivate.answer, elsewhere.answer], [true, undefined]);
  });
});
