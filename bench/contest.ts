/** The arms to compare, by name: a function that runs the arm once and returns how long each part took (ms). */
export type Arms<Part extends string> = Record<string, () => Promise<Record<Part, number>>>;

/** The samples of each part (ms), by the arm's name, in the order in which they were taken. */
export type Samples<Part extends string> = Record<Part, Record<string, number[]>>;

/** The rounds that do not count: caches fill, and code is compiled. */
const WARM_UP = 5;

/**
 * Runs the arms in turns, so that other load on the machine affects them all alike. Each round begins with another arm,
 * since the first may suffer from the work that the last has left behind.
 * @param parts the parts that each arm times
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

/** @returns the names in a round's order: each comes first in turn, and every other cycle runs backwards */
export function orderIn(round: number, names: readonly string[]): string[] {
  const first = round % names.length;
  const order = [...names.slice(first), ...names.slice(0, first)];
  return Math.floor(round / names.length) % 2 === 0 ? order : order.reverse();
}
