import { z } from 'zod';
import { uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** What never became a record or was not sent, for want of room; a bill needs none of it (D6, D13). */
export const dropped = mapCodec(
  'dropped',
  { salt: 0, what: 1, count: 2 },
  z.strictObject({ salt, what: wordField({ facts: 1, samples: 2 }), count: uint.min(1) }),
);
