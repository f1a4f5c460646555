import { z } from 'zod';
import { uint } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const booted = mapCodec(
  'booted',
  { salt: 0, software: 1, tornBytes: 2 },
  z.strictObject({ salt, software: z.string().max(64), tornBytes: uint }),
);
