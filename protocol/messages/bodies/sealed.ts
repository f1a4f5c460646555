import { z } from 'zod';
import { wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** Says nothing but carries a signature: at the latest an hour after an unsigned record, and before shutdown (D2). */
export const sealed = mapCodec(
  'sealed',
  { salt: 0, reason: 1 },
  z.strictObject({ salt, reason: wordField({ age: 1, shutdown: 2 }) }),
);
