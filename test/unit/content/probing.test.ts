import assert from "node:assert/strict";
import { mock } from "node:test";
import { createProbing } from "../../../src/content/probing.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN } from "../../../src/host-support/probe.ts";
import { replyTo, type WidgetRequest } from "../../../src/widget-api/message.ts";

const ID = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
const KNOWS = "Invalid request - missing delay_id";
const KNOWS_NOTHING = "Unknown or unsupported action: org.matrix.msc4157.update_delayed_event";

/** A question that is under way, and what has been posted to the host's window since. */
function asked({ patient = false } = {}) {
  const posted: object[] = [];
  const probing = createProbing({
    ask: (request) => posted.push(request),
    silent: (id) => posted.push({ silent: id }),
    changed: (id, said) => posted.push({ [said]: id }),
  });
  let verdict: string | undefined;
  void probing.ask({ postdate: "probe", id: ID, widgetId: "w", patient }).then((said) => {
    verdict = said;
  });
  const [question] = posted.splice(0) as [WidgetRequest];
  return {
    question,
    probing,
    posted,
    says: (message: string) => probing.answered(replyTo(question, { error: { message } })),
    silent: (id = ID) => probing.silent(id),
    /** @returns the verdict, once all that waited for it is through */
    async verdict() {
      await Promise.resolve();
      return verdict;
    },
  };
}

/** Lets time go by, in steps in which all that was waiting can go on. */
async function pass(ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 50) {
    mock.timers.tick(50);
    for (let turns = 0; turns < 5; turns += 1) await Promise.resolve();
  }
}

describe("the question to a host", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("is put in the widget's name, and answered by what the host says", async () => {
    const { question, says, verdict } = asked();
    assert.equal(question.widgetId, "w");
    assert.equal(await verdict(), undefined);
    says(KNOWS);
    assert.equal(await verdict(), "knows");
    await pass(PROBE_WITHIN * 2);
  });

  it("is not answered by what the host says to another's, nor under its id to another action", async () => {
    const { question, probing, verdict } = asked();
    const refusal = { error: { message: KNOWS } };
    assert.equal(probing.answered(replyTo({ ...question, requestId: "another" }, refusal)), false);
    assert.equal(probing.answered(replyTo({ ...question, action: "send_event" }, refusal)), false);
    assert.equal(await verdict(), undefined);
    assert.equal(probing.answered(replyTo(question, refusal)), true);
    assert.equal(await verdict(), "knows");
  });

  it("is not given up by the time alone: the script in the host's frame has to have heard of it", async () => {
    const { posted, says, verdict } = asked();
    await pass(PROBE_WITHIN - 100);
    assert.deepEqual(posted, []);
    await pass(200);
    assert.deepEqual(posted, [{ silent: ID }]);
    assert.equal(await verdict(), undefined);
    says(KNOWS);
    assert.equal(await verdict(), "knows");
  });

  it("is given up then, and the host is held for one that knows nothing", async () => {
    const { silent, verdict } = asked();
    await pass(PROBE_WITHIN + 100);
    silent("another");
    assert.equal(await verdict(), undefined);
    silent();
    assert.equal(await verdict(), "knows-nothing");
  });

  it("is answered late all the same, and that is passed on where it is another answer", async () => {
    for (const [said, news] of [
      [KNOWS, [{ knows: ID }]],
      [KNOWS_NOTHING, []],
    ] as const) {
      const { posted, says, silent, verdict } = asked();
      await pass(PROBE_WITHIN + 100);
      silent();
      posted.splice(0);
      says(said);
      assert.deepEqual(posted, news);
      assert.equal(await verdict(), "knows-nothing");
    }
  });

  it("is waited for longer of a host that was too slow before", async () => {
    const { posted } = asked({ patient: true });
    await pass(PATIENT_PROBE_WITHIN - 100);
    assert.deepEqual(posted, []);
    await pass(200);
    assert.equal(posted.length, 1);
  });
});
