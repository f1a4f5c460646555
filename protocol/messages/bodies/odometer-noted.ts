import { z } from 'zod';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** Nothing but what its header says: the odometer, where only the unit itself counts it (D9). */
export const odometerNoted = mapCodec('odometer-noted', { salt: 0 }, z.strictObject({ salt }));
