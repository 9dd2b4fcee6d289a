import { until } from "../test/environment/until.ts";

/** An expectation of the walk that failed. */
export class ExpectationError extends Error {
  override name = "ExpectationError";

  constructor(
    readonly expected: string,
    readonly seen: unknown,
    options?: ErrorOptions,
  ) {
    super(`expected that ${expected}`, options);
  }
}

/**
 * @param expected completes "expected that …"
 * @param seen the value to report if the expectation fails
 * @throws ExpectationError
 */
export function expect(expected: string, is: boolean, seen: unknown): void {
  if (!is) throw new ExpectationError(expected, seen);
}

/**
 * Polls until the value is as expected.
 * @param withinMs milliseconds
 * @returns the expected value
 * @throws ExpectationError with the last value
 */
export async function soon<Seen>(
  expected: string,
  read: () => Promise<Seen>,
  is: (seen: Seen) => boolean,
  withinMs = 15_000,
): Promise<Seen> {
  let seen: Seen | undefined;
  try {
    await until(
      expected,
      async () => {
        seen = await read();
        return is(seen);
      },
      withinMs,
    );
  } catch (error) {
    // If the last reading failed, its reason says more than the timeout.
    const { cause } = error as Error;
    throw new ExpectationError(expected, seen, { cause });
  }
  return seen as Seen;
}

/** Awaits a promise that rejects when an expectation fails. @throws ExpectationError with the reason */
export async function expectOf<Result>(expected: string, promise: Promise<Result>): Promise<Result> {
  try {
    return await promise;
  } catch (error) {
    throw new ExpectationError(expected, error);
  }
}
