/** What is compared: by its name, what is done once; it gives how long each part of that took, in milliseconds. */
export type Arms<Part extends string> = Record<string, () => Promise<Record<Part, number>>>;

/** The samples of every part (ms), by the arm's name, in the order in which they were taken. */
export type Samples<Part extends string> = Record<Part, Record<string, number[]>>;

/** What is done before anything counts: caches are filled, code is compiled. */
const WARM_UP = 5;

/**
 * Has the arms take turns, so that what else the machine does meets all of them alike. Each round begins with another one,
 * since the first may find what the last has left.
 * @param parts what each arm tells the times of
 */
export async function takeTurns<Part extends string>(
  parts: readonly Part[],
  arms: Arms<Part>,
  rounds: number,
): Promise<Samples<Part>> {
  const names = Object.keys(arms);
  const samples = Object.fromEntries(
    parts.map((part) => [part, Object.fromEntries(names.map((name) => [name, [] as number[]]))]),
  ) as Samples<Part>;
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const name of orderIn(round + WARM_UP, names)) {
      const took = await arms[name]?.();
      if (took && round >= 0) for (const part of parts) samples[part][name]?.push(took[part]);
    }
  }
  return samples;
}

/** @returns the names in the order of a round: in turn each is the first, and every other time round they go backwards */
export function orderIn(round: number, names: readonly string[]): string[] {
  const first = round % names.length;
  const order = [...names.slice(first), ...names.slice(0, first)];
  return Math.floor(round / names.length) % 2 === 0 ? order : order.reverse();
}
