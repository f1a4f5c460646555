import { z } from 'zod';
import { notesField } from '../checklist-note.ts';
import { permille, reservationField, subjectField, wallTimeField, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { clockQualities } from '../words.ts';
import { zonesField } from '../zones.ts';
import { salt } from './salt.ts';

export const rentalClosed = mapCodec(
  'rental-closed',
  {
    salt: 0,
    reservation: 1,
    subject: 2,
    cause: 3,
    returnedAt: 4,
    returnedAtQuality: 5,
    fuelPermille: 6,
    zones: 7,
    notes: 8,
  },
  z.strictObject({
    salt,
    reservation: reservationField,
    subject: subjectField,
    /** `ended` by the driver; `abandoned` and `superseded` are proposals for the operator (D15). */
    cause: wordField({ ended: 1, abandoned: 2, superseded: 3 }),
    /** The lock that completed the checklist (D15); earlier than the header where the car closed it later. */
    returnedAt: wallTimeField,
    returnedAtQuality: wordField(clockQualities),
    fuelPermille: permille.optional(),
    zones: zonesField.optional(),
    /** Points that the operator's policy lets pass, for whoever prices the rental. */
    notes: notesField.optional(),
  }),
);
