import { z } from 'zod';
import { journalField, uint } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** The gateway could not read what was sent; it is set aside and the rest goes on (D4). */
export const setAside = mapCodec(
  'set-aside',
  { salt: 0, journal: 1, fromSeq: 2, toSeq: 3 },
  z.strictObject({ salt, journal: journalField, fromSeq: uint, toSeq: uint }),
);
