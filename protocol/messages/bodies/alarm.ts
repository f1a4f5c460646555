import { z } from 'zod';
import { wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { alarmNames } from '../words.ts';
import { salt } from './salt.ts';

export const alarm = mapCodec(
  'alarm',
  { salt: 0, alarm: 1, raised: 2 },
  z.strictObject({
    salt,
    alarm: wordField(alarmNames),
    raised: z.boolean(),
  }),
);
