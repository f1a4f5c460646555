import { z } from 'zod';
import { uint } from './fields.ts';

/** A run of records, both ends included. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** [from, to] on the wire. */
export const seqRangeField = z.codec(
  z.tuple([uint.min(1), uint.min(1)]).refine(([from, to]) => from <= to, { error: 'ends before it begins' }),
  z.custom<SeqRange>(),
  { decode: ([from, to]) => ({ from, to }), encode: ({ from, to }): [number, number] => [from, to] },
);
