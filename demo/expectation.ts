import { until } from "../test/environment/until.ts";

/** A step of the walk that is not as it should be. */
export class NotHeldError extends Error {
  override name = "NotHeldError";

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
 * @param seen told when it is not so
 * @throws NotHeldError
 */
export function expect(expected: string, is: boolean, seen: unknown): void {
  if (!is) throw new NotHeldError(expected, seen);
}

/**
 * Reads again and again until what is read is as expected.
 * @param withinMs milliseconds
 * @returns what was read then
 * @throws NotHeldError with what was read last
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
    // That the time is up says nothing; why the last reading failed does, if it failed.
    const { cause } = error as Error;
    throw new NotHeldError(expected, seen, { cause });
  }
  return seen as Seen;
}

/** Awaits what throws when it is not as expected. @throws NotHeldError with what was thrown */
export async function expectOf<Result>(expected: string, promise: Promise<Result>): Promise<Result> {
  try {
    return await promise;
  } catch (error) {
    throw new NotHeldError(expected, error);
  }
}
