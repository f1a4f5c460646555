import { z } from 'zod';
import { metresField, wallTimeField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const tripStarted = mapCodec(
  'trip-started',
  { salt: 0, startedAt: 1, startOdometerMetres: 2 },
  z.strictObject({ salt, startedAt: wallTimeField, startOdometerMetres: metresField }),
);
