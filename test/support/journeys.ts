import { type ReservationId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';

/** Facts with the fields that do not matter to the test filled in. */
export const opened = (reservation: string): FactOf<'rental-opened'> => ({
  kind: 'rental-opened',
  reservation: reservationId(reservation),
  subject: subject('abcdefgh'),
  tokenId: tokenId('00000000000000aa'),
  latestReturnAt: epochMilliseconds(0),
});

export const closed = (
  reservation: string,
  returnedAt: number,
  fields: Partial<Pick<FactOf<'rental-closed'>, 'cause' | 'returnedAtQuality'>> = {},
): FactOf<'rental-closed'> => ({
  kind: 'rental-closed',
  reservation: reservationId(reservation),
  subject: subject('abcdefgh'),
  cause: 'ended',
  returnedAt: epochMilliseconds(returnedAt),
  returnedAtQuality: 'gnss',
  ...fields,
});

export const trip = (
  startOdometerMetres: number,
  endOdometerMetres: number,
  startedAt = 0,
  endedAt = startedAt + 1000,
): FactOf<'trip-ended'> => ({
  kind: 'trip-ended',
  startedAt: epochMilliseconds(startedAt),
  startOdometerMetres: metres(startOdometerMetres),
  endedAt: epochMilliseconds(endedAt),
  endOdometerMetres: metres(endOdometerMetres),
  distanceMetres: metres(endOdometerMetres - startOdometerMetres),
  cause: 'ignition-off',
});

export const rebased = (
  beforeMetres: number,
  afterMetres: number,
  reason: FactOf<'odometer-rebased'>['reason'] = 'jump',
): FactOf<'odometer-rebased'> => ({
  kind: 'odometer-rebased',
  source: 'pid-a6',
  beforeMetres: metres(beforeMetres),
  afterMetres: metres(afterMetres),
  offsetMetres: 0,
  reason,
});

export const firstOpened: FactOf<'journal-opened'> = { kind: 'journal-opened', reason: 'first' };
export const sealedByAge: FactOf<'sealed'> = { kind: 'sealed', reason: 'age' };
export const lockChanged: FactOf<'lock-changed'> = { kind: 'lock-changed', locked: true };

/** A reservation that the gateway knows nothing of. */
export const foreign: ReservationId = reservationId('ffffffffffffffff');
