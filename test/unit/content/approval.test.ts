import assert from "node:assert/strict";
import { mock } from "node:test";
import { pass } from "./frames.ts";
import { aBackground, aRelay, type Background, DELAYED_SEND, OTHERS, WANTS } from "./relay.ts";

const SCHEDULED = { room_id: "!r:x", delay_id: "delay 1" };

/** A background that dies at the first message of a kind, before or after handling it. */
function dying(background: Background, kind: string, when: "before" | "after") {
  let lives = true;
  return async ({ ask }: { ask: string }, answer: () => Promise<unknown>) => {
    if (ask !== kind || !lives) return answer();
    lives = false;
    if (when === "after") await answer();
    background.restart();
    throw new Error("The message port closed before a response was received.");
  };
}

describe("a host's approval", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  for (const when of ["before", "after"] as const)
    it(`is reported again to the next background if one dies ${when} storing it`, async () => {
      const background = aBackground();
      const relay = aRelay({ background, between: dying(background, "approved", when) });
      await relay.handshake(1_000);
      assert.deepEqual(relay.widgetIsTold(), [{ requested: WANTS, approved: WANTS }]);
      assert.deepEqual(await relay.ask("send_event", DELAYED_SEND), SCHEDULED);
    });

  it("reports what was hidden from the host, if that could not be reported before", async () => {
    const background = aBackground();
    const { handshake, hostIsAsked, widgetIsTold, ask } = aRelay({
      background,
      between: ({ ask: asked }, answer) =>
        asked === "hidden" ? Promise.reject(new Error("Nobody is there")) : answer(),
    });
    await handshake(1_000);
    assert.deepEqual([hostIsAsked(), widgetIsTold()], [[OTHERS], [{ requested: WANTS, approved: WANTS }]]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
  });

  it("gives no right to delayed events without the user's consent, whoever reported it", async () => {
    const background = aBackground({ asks: true });
    const { handshake, widgetIsTold, ask } = aRelay({
      background,
      between: ({ ask: asked }, answer) =>
        asked === "hidden" ? Promise.reject(new Error("Nobody is there")) : answer(),
    });
    await handshake(1_000);
    assert.equal(background.consent().questions().length, 1);
    const refused = { error: { message: "Missing capability for org.matrix.msc4157.send.delayed_event" } };
    assert.deepEqual(await ask("send_event", DELAYED_SEND), refused);
    background.consent().closed();
    await pass(100);
    assert.deepEqual(widgetIsTold(), [{ requested: WANTS, approved: OTHERS }]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), refused);
  });
});

describe("a background that dies while the user is being asked", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  /**
   * The user gives this answer or none. The background dies before it answers the widget, and the next one is asked.
   */
  async function orphaned(said?: "once") {
    const background = aBackground({ asks: true });
    let die: undefined | ((reason: Error) => void);
    const relay = aRelay({
      background,
      between({ ask }, answer) {
        const answered = answer();
        if (ask !== "approved" || die) return answered;
        return new Promise((_, reject) => {
          die = reject;
        });
      },
    });
    await relay.handshake(1_000);
    if (said) answer(said);
    await pass(100);
    background.restart();
    die?.(new Error("The message port closed before a response was received."));
    await pass(1_000);

    function answer(word: "once"): void {
      const [question] = background.consent().questions();
      background.consent().answer(question?.id ?? "", word);
    }
    return { ...relay, background, answer };
  }

  it("is followed by one that asks the user again, and the next answer counts", async () => {
    const { background, answer, widgetIsTold, ask } = await orphaned();
    assert.deepEqual([background.consent().questions().length, widgetIsTold()], [1, []]);
    answer("once");
    await pass(100);
    assert.deepEqual(widgetIsTold(), [{ requested: WANTS, approved: WANTS }]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
  });

  it("is followed by one that does not ask again if the answer was stored", async () => {
    const { background, widgetIsTold, ask } = await orphaned("once");
    assert.deepEqual(background.consent().questions(), []);
    assert.deepEqual(widgetIsTold(), [{ requested: WANTS, approved: WANTS }]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
  });
});
