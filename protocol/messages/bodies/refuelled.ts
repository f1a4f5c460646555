import { z } from 'zod';
import { permille, uint } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const refuelled = mapCodec(
  'refuelled',
  { salt: 0, beforePermille: 1, afterPermille: 2, addedMillilitres: 3, toleranceMillilitres: 4 },
  z.strictObject({
    salt,
    beforePermille: permille,
    afterPermille: permille,
    /** Where the size of the tank is known, and by how much more or less it may have been. */
    addedMillilitres: uint.optional(),
    toleranceMillilitres: uint.optional(),
  }),
);
