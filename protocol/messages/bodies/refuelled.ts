import { z } from 'zod';
import { permille } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const refuelled = mapCodec(
  'refuelled',
  { salt: 0, beforePermille: 1, afterPermille: 2 },
  z.strictObject({ salt, beforePermille: permille, afterPermille: permille }),
);
