import { z } from 'zod';
import { wallTimeField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const clockAdjusted = mapCodec(
  'clock-adjusted',
  { salt: 0, fromWallTime: 1, toWallTime: 2 },
  z.strictObject({ salt, fromWallTime: wallTimeField, toWallTime: wallTimeField }),
);
