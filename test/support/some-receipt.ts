import { carId, journalId, reservationId, subject } from '../../protocol/ids.ts';
import type { RentalReceipt } from '../../protocol/link/rental-receipt.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';

const start = Date.UTC(2026, 4, 31, 8);

/** What car `car-1` gives its driver after two hours. */
export const someReceipt: RentalReceipt = {
  car: carId('car-1'),
  reservation: reservationId('0011223344556677'),
  subject: subject('abcdefgh'),
  moment: 'ended',
  openedAt: epochMilliseconds(start),
  at: epochMilliseconds(start + 7_200_000),
  clockQuality: 'gnss',
  openedOdometerMetres: metres(5_000),
  odometerMetres: metres(65_500),
  trips: [
    {
      startedAt: epochMilliseconds(start + 300_000),
      endedAt: epochMilliseconds(start + 7_000_000),
      distanceMetres: metres(60_500),
    },
  ],
  openedFuelPermille: 750,
  fuelPermille: 700,
  keyInHolder: true,
  fuelCardInHolder: true,
  missing: [],
  journal: journalId('0011223344556677'),
  fromSeq: 2,
  throughSeq: 6,
  link: new Uint8Array(32).fill(5),
};
