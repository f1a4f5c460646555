/** A drive cycle: speed over time, starting and ending at rest. */
export interface Cycle {
  readonly name: string;
  readonly durationMs: number;
  /** The whole way, cut to millimetres. */
  readonly lengthMillimetres: number;
  /** Speed at a time of the cycle, linear between the seconds. */
  hundredthsKmPerHour(atMs: number): number;
  /** Exact integral of that speed from the start, cut to whole millimetres. */
  millimetres(atMs: number): number;
}

/** Distances are summed in 1/720,000 mm, in which every integral is a whole number: 0.01 km/h is 25/9 mm/s. */
const unitsPerMillimetre = 720_000;

/**
 * A cycle from the speeds at its full seconds.
 * @throws {RangeError} where it does not start and end at rest.
 */
export function createCycle(name: string, speeds: readonly number[]): Cycle {
  if (speeds.length < 2 || speeds[0] !== 0 || speeds.at(-1) !== 0) {
    throw new RangeError(`cycle ${name} does not start and end at rest`);
  }
  const durationMs = (speeds.length - 1) * 1000;
  const unitsBefore = prefixSums(speeds);

  const place = (atMs: number) => {
    const time = Math.min(Math.max(atMs, 0), durationMs);
    const second = Math.min(Math.floor(time / 1000), speeds.length - 2);
    const from = speeds[second] ?? 0;
    const to = speeds[second + 1] ?? 0;
    return { second, from, to, rest: time - second * 1000 };
  };
  const millimetres = (atMs: number): number => {
    const { second, from, to, rest } = place(atMs);
    const inSecond = 2000 * from * rest + (to - from) * rest * rest;
    return Math.floor(((unitsBefore[second] ?? 0) + inSecond) / unitsPerMillimetre);
  };

  return {
    name,
    durationMs,
    lengthMillimetres: millimetres(durationMs),
    hundredthsKmPerHour(atMs) {
      const { from, to, rest } = place(atMs);
      return from + Math.round(((to - from) * rest) / 1000);
    },
    millimetres,
  };
}

/** Twice the speed integral before each second. */
function prefixSums(speeds: readonly number[]): readonly number[] {
  const sums = [0];
  for (let second = 1; second < speeds.length; second++) {
    sums.push((sums[second - 1] ?? 0) + ((speeds[second - 1] ?? 0) + (speeds[second] ?? 0)) * 1_000_000);
  }
  return sums;
}
