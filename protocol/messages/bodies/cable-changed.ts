import { z } from 'zod';
import { permille } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** The charge cable of an electric car was put in or taken out. */
export const cableChanged = mapCodec(
  'cable-changed',
  { salt: 0, connected: 1, chargePermille: 2 },
  z.strictObject({
    salt,
    connected: z.boolean(),
    /** State of charge at that moment. */
    chargePermille: permille.optional(),
  }),
);
