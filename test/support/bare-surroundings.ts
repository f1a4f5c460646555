import { missingAtEnd } from '../../device/rental/checklist.ts';
import type { RentalSurroundings } from '../../device/surroundings.ts';

/** Of a car that tells nothing but the inputs of its I/O board, under the usual policy. */
export const bareSurroundings: RentalSurroundings = {
  fuelPermille: null,
  zones: undefined,
  missing: (inputs) => missingAtEnd(inputs),
  notes: () => [],
};
