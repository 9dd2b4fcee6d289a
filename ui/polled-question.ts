import { withTimeout } from "./with-timeout.ts";

/** Gets the answers to a question that is asked repeatedly. */
export interface Listener<Answer> {
  /** How long the next answer may take (ms). */
  timeout(): number;
  answered(answer: Answer): void;
  /** Is called if no answer comes in time. A late one still counts. */
  silent(): void;
}

/**
 * Asks a question whose answer changes over time. While it waits for an answer, any number of calls lead to one more
 * question. An answer that a later one overtook is ignored.
 * @returns a function that asks; it resolves once the last question was answered or timed out
 */
export function createPolledQuestion<Answer>(
  ask: () => Promise<Answer>,
  { timeout, answered, silent }: Listener<Answer>,
): () => Promise<void> {
  let asked = 0;
  let taken = 0;
  let open: Promise<void> | undefined;
  let again = false;

  async function askUntilFresh(): Promise<void> {
    do {
      again = false;
      await askOnce();
    } while (again);
    open = undefined;
  }

  async function askOnce(): Promise<void> {
    asked += 1;
    const number = asked;
    const taking = async () => {
      const answer = await ask();
      if (number < taken) return;
      taken = number;
      answered(answer);
    };
    if ((await withTimeout(taking, timeout())) === "silence" && taken < number) silent();
  }

  return () => {
    again = open !== undefined;
    open ??= askUntilFresh();
    return open;
  };
}
