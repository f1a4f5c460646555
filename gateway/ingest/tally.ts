import type { IngestCounts } from '../storage/counts.ts';

/** Counters of one car in one group of messages. */
export type Tally = { -readonly [Name in keyof IngestCounts]: number };

export const newTally = (): Tally => ({
  records: 0,
  duplicates: 0,
  rejected: 0,
  quarantined: 0,
  late: 0,
  samples: 0,
});

export const isEmpty = (tally: Partial<Tally>): boolean => Object.values(tally).every((count) => count === 0);
