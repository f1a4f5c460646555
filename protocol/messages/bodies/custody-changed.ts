import { z } from 'zod';
import { wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const custodyChanged = mapCodec(
  'custody-changed',
  { salt: 0, item: 1, inHolder: 2 },
  z.strictObject({ salt, item: wordField({ key: 1, 'fuel-card': 2 }), inHolder: z.boolean() }),
);
