/** A number with its 95% confidence interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

const RESAMPLES = 2_000;
const [LOWEST, HIGHEST] = [0.025, 0.975];

/** @returns the middle sample, or the mean of the middle two. @throws RangeError if there are none */
export function median(samples: readonly number[]): number {
  if (samples.length === 0) throw new RangeError("There is no median without samples");
  const sorted = samples.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const [lower, upper] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return (lower + upper) / 2;
}

/** @returns the median and its interval. @throws RangeError if there are no samples */
export function medianOf(samples: readonly number[]): Estimate {
  return bootstrap([samples], ([one = []]) => median(one));
}

/**
 * @returns the ratio of the medians. Both groups come from the same rounds and are resampled by rounds, so a slow round
 *   affects both alike.
 * @throws RangeError if their numbers differ or are 0
 */
export function ratioOf(one: readonly number[], other: readonly number[]): Estimate {
  if (one.length !== other.length) throw new RangeError("These samples are not from the same rounds");
  return bootstrap([one, other], ([these = [], those = []]) => median(these) / median(those));
}

/**
 * The percentile bootstrap: draws the same number of samples again and again, with replacement; the results vary like
 * the figure itself. It assumes no particular distribution, since that of request times is unknown.
 * https://en.wikipedia.org/wiki/Bootstrapping_(statistics)#Deriving_confidence_intervals_from_the_bootstrap_distribution
 */
function bootstrap(
  groups: (readonly number[])[],
  figure: (groups: (readonly number[])[]) => number,
): Estimate {
  const value = figure(groups);
  const random = repeatableRandom();
  const count = groups[0]?.length ?? 0;
  const drawn = Array.from({ length: RESAMPLES }, () => {
    const rounds = Array.from({ length: count }, () => Math.floor(random() * count));
    return figure(groups.map((group) => rounds.map((round) => group[round] ?? 0)));
  });
  drawn.sort((one, other) => one - other);
  const at = (share: number) => drawn[Math.floor(share * (RESAMPLES - 1))] ?? value;
  return { value, low: at(LOWEST), high: at(HIGHEST) };
}

/** mulberry32, from 0 to 1. It always yields the same numbers, so that the same samples give the same interval. */
function repeatableRandom(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
