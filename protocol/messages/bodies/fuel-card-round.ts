import { z } from 'zod';
import { permille, uint, wallTimeField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { zonesField } from '../zones.ts';
import { salt } from './salt.ts';

/** The fuel card from its holder and back, with what happened to the car in between. */
export const fuelCardRound = mapCodec(
  'fuel-card-round',
  {
    salt: 0,
    outAt: 1,
    inAt: 2,
    engineOffAt: 3,
    fuelRoseAt: 4,
    beforePermille: 5,
    afterPermille: 6,
    outZones: 7,
    inZones: 8,
    drivenMetres: 9,
  },
  z.strictObject({
    salt,
    outAt: wallTimeField,
    inAt: wallTimeField,
    /** Absent where the engine ran all the time, */
    engineOffAt: wallTimeField.optional(),
    /** and where no fuel came in. */
    fuelRoseAt: wallTimeField.optional(),
    beforePermille: permille.optional(),
    afterPermille: permille.optional(),
    outZones: zonesField.optional(),
    inZones: zonesField.optional(),
    /** With the card out. */
    drivenMetres: uint,
  }),
);
