import { z } from 'zod';
import { metresField, wallTimeField, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const tripEnded = mapCodec(
  'trip-ended',
  {
    salt: 0,
    startedAt: 1,
    startOdometerMetres: 2,
    endedAt: 3,
    endOdometerMetres: 4,
    distanceMetres: 5,
    cause: 6,
  },
  z.strictObject({
    salt,
    startedAt: wallTimeField,
    startOdometerMetres: metresField,
    endedAt: wallTimeField,
    endOdometerMetres: metresField,
    /** Without the steps of `odometer-rebased` in between. */
    distanceMetres: metresField,
    cause: wordField({ 'ignition-off': 1, 'rental-closed': 2, rebooted: 3, silence: 4 }),
  }),
);
