import { expect, it } from 'vitest';
import { decideRental } from '../../../device/rental/rental.ts';
import { reservationId, subject, tokenId } from '../../../protocol/ids.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { claims } from './parties.ts';
import { readVectors } from './read-vectors.ts';
import { rentalFile } from './vector-format.ts';

const openRental = (reservation: string) =>
  ({
    kind: 'open',
    reservation: reservationId(reservation),
    subject: subject('k7q2m9xa'),
    tokenId: tokenId('c1c2c3c4c5c6c7c8'),
    openedAt: epochMilliseconds(0),
    openedOdometerMetres: metres(0),
    latestReturnAt: epochMilliseconds(0),
  }) as const;

it.each(
  readVectors('rentals.json', rentalFile).vectors.map(
    (vector) => [vector.verdict, vector.name, vector] as const,
  ),
)(
  '%s: %s',
  (verdict, _, { action, reservation, openReservation, ended, isIncomplete, hasPin, ...vector }) => {
    const { ignitionOn, doorsClosed, doorsLocked, keyInHolder, fuelCardInHolder } = vector;
    const rights = { ...claims.rights, reservation: reservationId(reservation) };
    const decision = decideRental(
      action,
      { ...claims, rights },
      {
        rental: openReservation === null ? { kind: 'none' } : openRental(openReservation),
        inputs: { ignitionOn, doorsClosed, doorsLocked, keyInHolder, fuelCardInHolder },
        isIncomplete,
        hasPin,
        hasEnded: (id) => ended.includes(id),
      },
    );
    expect(decision.verdict).toBe(verdict);
  },
);
