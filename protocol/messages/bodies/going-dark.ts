import { z } from 'zod';
import { uint } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** The last record before the unit falls silent to spare the battery; what comes later is late for this reason. */
export const goingDark = mapCodec(
  'going-dark',
  { salt: 0, batteryMillivolts: 1 },
  z.strictObject({ salt, batteryMillivolts: uint.max(60_000) }),
);
