import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createModel } from "../../../consent/model.ts";
import { type ConsentState, START } from "../../../consent/state.ts";
import type { PageMessage } from "../../../src/messaging/page-contract.ts";
import type { ConsentQuestion } from "../../../src/messaging/views/consents.ts";

/** A question with this id, and otherwise always the same. */
export function question(id: string): ConsentQuestion {
  return {
    id,
    features: ["delayed-events"],
    partition: "default",
    widget: `https://widget.example/${id}`,
    client: "https://client.example",
    userId: "@alice:example.org",
  };
}

/** A window with a background whose questions are in `queue`; `asked` are the messages to the background. */
export function consentWindow(ids: string[]) {
  const background = {
    queue: ids.map(question) as unknown,
    /** What the background replies to an answer. */
    outcome: (): unknown => ({ ok: true }),
    silence: undefined as undefined | (() => unknown),
    /** Whether the browser throws, as in a page that is closing. */
    throws: false,
  };
  const asked: PageMessage[] = [];
  const closed = { times: 0 };
  let state: ConsentState = START;

  async function answerTo(message: PageMessage): Promise<unknown> {
    asked.push(message);
    if (background.silence) return background.silence();
    if (message.ask !== "consent-answer") return background.queue;
    const outcome = await background.outcome();
    background.queue = (background.queue as ConsentQuestion[]).filter(({ id }) => id !== message.id);
    return outcome;
  }

  const model = createModel(
    {
      ask(message) {
        if (background.throws) throw new Error("cannot send at the moment");
        return answerTo(message);
      },
      close: () => {
        closed.times += 1;
      },
    },
    (next) => {
      state = next;
    },
  );
  const position = () => [state.before + 1, state.before + (state.questions?.length ?? 0)];
  return { model, background, asked, closed, state: () => state, position };
}

/** A reply that never comes. */
export const never = () => new Promise(() => {});

/** Lets time pass (ms), and waits for its effects. Mock the timers first. */
export async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  for (let times = 0; times < 3; times += 1) await turn();
}
