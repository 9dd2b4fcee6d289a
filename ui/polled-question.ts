import { withTimeout } from "./with-timeout.ts";

/** The callbacks for answers to a question that is asked repeatedly. */
export interface Listener<Answer> {
  /** Milliseconds that the next answer may take. */
  timeout(): number;
  answered(answer: Answer): void;
  /** No answer came in time, or none at all. A late one still counts. */
  silent(): void;
}

/**
 * Asks one question whose answer changes over time. While it is open, any number of calls asks it once more. An
 * answer that a later one overtook is ignored.
 * @returns a function that asks; it resolves with the last question asked, answered or not
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
