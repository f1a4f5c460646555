import { z } from 'zod';
import { listKinds } from '../../lists/list.ts';
import { uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** The car follows a newer list (clause 12); by this the gateway knows that it has it. */
export const listTaken = mapCodec(
  'list-taken',
  { salt: 0, list: 1, number: 2 },
  z.strictObject({ salt, list: wordField(listKinds), number: uint.min(1) }),
);
