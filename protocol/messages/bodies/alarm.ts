import { z } from 'zod';
import { wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const alarm = mapCodec(
  'alarm',
  { salt: 0, alarm: 1, raised: 2 },
  z.strictObject({
    salt,
    alarm: wordField({
      'storage-fault': 1,
      'moved-without-ignition': 2,
      'session-taken-over': 3,
      'clock-wrong': 4,
    }),
    raised: z.boolean(),
  }),
);
