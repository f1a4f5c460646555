import { milliseconds } from '../../protocol/units.ts';
import type { JournalOptions } from './entry.ts';

const day = 24 * 60 * 60 * 1000;

/** A segment holds about a thousand records; the tail holds the segment being written and the one before. */
export const defaultJournalOptions: JournalOptions = {
  segmentBytes: 256 * 1024,
  maxUnsyncedBytes: 4 * 1024 * 1024,
  tailBytes: 512 * 1024,
  maxBytes: 128 * 1024 * 1024,
  retention: milliseconds(14 * day),
};
