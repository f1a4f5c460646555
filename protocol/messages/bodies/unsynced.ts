import { z } from 'zod';
import { uint } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** The car acted on these records, or showed them, before they were safe on disk (D6). */
export const unsynced = mapCodec(
  'unsynced',
  { salt: 0, fromSeq: 1, toSeq: 2 },
  z.strictObject({ salt, fromSeq: uint.min(1), toSeq: uint.min(1) }),
);
