import type { PageMessage } from "../src/messaging/page-contract.ts";
import type { ConsentAnswer, ConsentQuestion } from "../src/messaging/views/consents.ts";
import { isObject } from "../src/widget-api/message.ts";
import { isOutcome } from "../ui/outcome.ts";
import { createPolledQuestion } from "../ui/polled-question.ts";
import { withTimeout } from "../ui/with-timeout.ts";
import { type ConsentState, START } from "./state.ts";

/** What the window needs from the browser. */
export interface ConsentBrowser {
  /** Asks the background. */
  ask(message: PageMessage): Promise<unknown>;
  /** Closes the window. */
  close(): void;
}

/** Milliseconds until the background counts as silent. It answers from memory, but may have to start first. */
const TIMEOUT = 3_000;
/**
 * Milliseconds between polls. Each poll keeps the background alive, which holds the questions in memory. Chromium stops
 * it after 30 s without an event:
 * https://developer.chrome.com/docs/extensions/develop/concepts/service-workers/lifecycle
 */
const EVERY = 10_000;
/**
 * How long a window without a question stays open (ms); longer if it must explain why the last answer did not count.
 */
const LINGER = 3_000;
const LINGER_LATE = 30_000;

/**
 * The window's state, and what the user can answer. The window shows one question at a time, in the order in which they
 * were asked, and closes when none is left.
 * @param show is called with every new state
 */
export function createModel({ ask, close }: ConsentBrowser, show: (state: ConsentState) => void) {
  let state = START;
  let closing: ReturnType<typeof setTimeout> | undefined;
  let answered = 0;

  function set(change: Partial<ConsentState>): void {
    state = { ...state, ...change };
    show(state);
  }

  const poll = createPolledQuestion(
    async () => {
      const questions = await ask({ ask: "consent-questions" });
      if (!isQuestions(questions)) throw new Error("The background gave no questions");
      return questions;
    },
    { timeout: () => TIMEOUT, answered: take, silent: () => set({ silent: true }) },
  );

  /** Fetches the questions, unless an answer is on its way: `answer` fetches them afterwards. */
  async function refresh(): Promise<void> {
    if (state.answering === undefined) await poll();
  }

  function take(questions: ConsentQuestion[]): void {
    set({ questions, before: answered, silent: false });
    if (questions.length === 0) {
      // Other news, such as a restart every second, must not postpone the closing.
      closing ??= setTimeout(() => void leave(), state.tooLate ? LINGER_LATE : LINGER);
      return;
    }
    clearTimeout(closing);
    closing = undefined;
  }

  /** Closes the window, unless a new question has come: closing the window would answer that with *no*. */
  async function leave(): Promise<void> {
    await poll();
    if (state.questions?.length !== 0) return;
    closing = undefined;
    close();
  }

  /** Sends the user's answer to a question. Ignored while another answer is on its way. */
  async function answer(id: string, said: ConsentAnswer): Promise<void> {
    if (state.answering !== undefined) return;
    set({ answering: id, tooLate: false });
    const outcome = await withTimeout(() => ask({ ask: "consent-answer", id, answer: said }), TIMEOUT);
    if (!isOutcome(outcome)) return set({ answering: undefined, silent: true });
    const left = (state.questions ?? []).filter((question) => question.id !== id);
    if (outcome.ok) answered += 1;
    set({ answering: undefined, tooLate: !outcome.ok });
    take(left);
    // After the last answer the background closes the window; a poll would only be cut off.
    if (left.length > 0) await poll();
  }

  /** Polls at once, and then every 10 s. @returns a function that stops polling */
  function start(): () => void {
    void refresh();
    const timer = setInterval(() => void refresh(), EVERY);
    return () => clearInterval(timer);
  }

  return { start, refresh, answer };
}

function isQuestions(answer: unknown): answer is ConsentQuestion[] {
  return Array.isArray(answer) && answer.every(isQuestion);
}

function isQuestion(value: unknown): value is ConsentQuestion {
  return (
    isObject(value) &&
    [value.id, value.partition, value.widget, value.client, value.userId].every(isString) &&
    Array.isArray(value.features) &&
    value.features.every(isString)
  );
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
