import { z } from 'zod';
import { permille, reservationField, subjectField, tokenIdField, wallTimeField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { zonesField } from '../zones.ts';
import { salt } from './salt.ts';

export const rentalOpened = mapCodec(
  'rental-opened',
  { salt: 0, reservation: 1, subject: 2, tokenId: 3, latestReturnAt: 4, fuelPermille: 5, zones: 6 },
  z.strictObject({
    salt,
    reservation: reservationField,
    subject: subjectField,
    tokenId: tokenIdField,
    latestReturnAt: wallTimeField,
    fuelPermille: permille.optional(),
    zones: zonesField.optional(),
  }),
);
