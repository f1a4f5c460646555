import { z } from 'zod';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** The lock as read back from the car (`Vehicle.Cabin.Door.Row1.DriverSide.IsLocked`). */
export const lockChanged = mapCodec(
  'lock-changed',
  { salt: 0, locked: 1 },
  z.strictObject({ salt, locked: z.boolean() }),
);
