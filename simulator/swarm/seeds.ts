import { InvalidArgumentError } from 'commander';

const largestSeed = 2 ** 32 - 1;

/** Seeds from the first to the last, both included. */
export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

/** `7` or `1..200`. @throws {InvalidArgumentError} */
export function parseSeeds(text: string): SeedRange {
  const [, first = '', last = first] = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(text) ?? [];
  const range = { from: Number(first), to: Number(last) };
  if (first !== '' && range.from <= range.to && range.to <= largestSeed) return range;
  throw new InvalidArgumentError(`It is no range of seeds such as 1..200, from 0 to ${largestSeed}.`);
}

/** How many seeds a range has. */
export const seedCount = ({ from, to }: SeedRange): number => to - from + 1;
