import { describe, expect, it } from 'vitest';
import type { CabinInputs } from '../../../device/ports.ts';
import { isParkedForReturn, missingAtEnd } from '../../../device/rental/checklist.ts';
import {
  closedAt,
  decideRental,
  isAbandoned,
  type OpenRental,
  openedBy,
} from '../../../device/rental/rental.ts';
import { reservationId, subject, tokenId } from '../../../protocol/ids.ts';
import type { Action } from '../../../protocol/messages/words.ts';
import { epochMilliseconds, metres, milliseconds } from '../../../protocol/units.ts';
import { someClaims as claims } from '../../protocol/token/some-claims.ts';

const parked: CabinInputs = {
  ignitionOn: false,
  doorsClosed: true,
  doorsLocked: true,
  keyInHolder: true,
  fuelCardInHolder: true,
};
const minutes = (count: number) => count * 60_000;
const reservedEnd = Date.UTC(2026, 5, 1, 12);

const own: OpenRental = {
  kind: 'open',
  reservation: claims.rights.reservation,
  subject: claims.subject,
  tokenId: claims.tokenId,
  openedAt: epochMilliseconds(reservedEnd - minutes(120)),
  openedOdometerMetres: metres(50_000),
  latestReturnAt: epochMilliseconds(reservedEnd),
};
const anothers: OpenRental = {
  ...own,
  reservation: reservationId('ffffffffffffffff'),
  subject: subject('another'),
  tokenId: tokenId('ffffffffffffffff'),
};
const never = () => false;

const decide = (
  action: Action,
  {
    rental = none,
    inputs = parked,
    isIncomplete = missingAtEnd(inputs).length > 0,
    hasPin = false,
    hasEnded = never,
  }: Partial<Parameters<typeof decideRental>[2]> = {},
) => decideRental(action, claims, { rental, inputs, isIncomplete, hasPin, hasEnded });
const none = { kind: 'none' } as const;

describe('one open rental a car (D15)', () => {
  it('an unlock opens the rental where none is open', () => {
    expect(decide('unlock')).toEqual({ verdict: 'granted', opens: true, supersedes: null });
  });

  it.each(['unlock', 'lock', 'status'] as const)('its own phone may %s', (action) => {
    expect(decide(action, { rental: own })).toEqual({ verdict: 'granted', opens: false, supersedes: null });
  });

  it.each(['lock', 'end', 'fuel-card', 'service'] as const)('without it there is nothing to %s', (action) => {
    expect(decide(action)).toEqual({ verdict: 'no-rental' });
    expect(decide(action, { rental: anothers })).toEqual({ verdict: 'no-rental' });
  });

  it.each(['unlock', 'lock', 'end', 'status'] as const)('once ended it allows no %s', (action) => {
    expect(decide(action, { hasEnded: (id) => id === own.reservation })).toEqual({ verdict: 'rental-ended' });
  });

  it('status alone asks for nothing', () => {
    expect(decide('status', { rental: anothers })).toEqual({
      verdict: 'granted',
      opens: false,
      supersedes: null,
    });
  });

  it('a running engine is not locked in', () => {
    expect(decide('lock', { rental: own, inputs: { ...parked, ignitionOn: true } })).toEqual({
      verdict: 'in-motion',
    });
  });

  it.each(['fuel-card', 'service'] as const)('%s is reserved (clause 6.5)', (action) => {
    expect(decide(action, { rental: own })).toEqual({ verdict: 'not-in-scope' });
  });
});

describe('the checklist at the end (D15, clause 6.9)', () => {
  it.each([
    ['ignition', { ignitionOn: true }],
    ['doors', { doorsClosed: false }],
    ['key', { keyInHolder: false }],
    ['fuel-card', { fuelCardInHolder: false }],
  ] as const)('names %s', (item, change) => {
    const inputs = { ...parked, ...change };
    expect(missingAtEnd(inputs)).toEqual([item]);
    expect(isParkedForReturn(inputs)).toBe(false);
    expect(decide('end', { rental: own, inputs })).toEqual({ verdict: 'checklist-incomplete' });
  });

  it('names all at once, in order', () => {
    const inputs = { ignitionOn: true, doorsClosed: false, doorsLocked: false, keyInHolder: false };
    expect(missingAtEnd({ ...inputs, fuelCardInHolder: false })).toEqual([
      'ignition',
      'doors',
      'key',
      'fuel-card',
    ]);
  });

  it('asks for no lock: the end locks', () => {
    const inputs = { ...parked, doorsLocked: false };
    expect(decide('end', { rental: own, inputs })).toMatchObject({ verdict: 'granted' });
    expect(isParkedForReturn(inputs)).toBe(false);
  });
});

describe('a second valid token within its window (D15)', () => {
  it('opens a car that is parked with key and card in, and closes the first rental', () => {
    expect(decide('unlock', { rental: anothers })).toEqual({
      verdict: 'granted',
      opens: true,
      supersedes: anothers,
    });
  });

  it.each([
    { ignitionOn: true },
    { doorsClosed: false },
    { doorsLocked: false },
    { keyInHolder: false },
    { fuelCardInHolder: false },
  ])('else the car is in use: %o', (change) => {
    expect(decide('unlock', { rental: anothers, inputs: { ...parked, ...change } })).toEqual({
      verdict: 'car-in-use',
    });
  });
});

describe('a rental that its driver did not end (D15)', () => {
  const isClosed = (sinceEnd: number, parkedFor: number, change: Partial<CabinInputs> = {}) =>
    isAbandoned(
      own,
      { ...parked, ...change },
      milliseconds(minutes(parkedFor)),
      epochMilliseconds(reservedEnd + minutes(sinceEnd)),
    );

  it('is closed 15 minutes after the reserved end, parked and complete for as long', () => {
    expect(isClosed(15, 15)).toBe(true);
    expect(isClosed(15, 600)).toBe(true);
    expect(isClosed(600, 15)).toBe(true);
  });

  it('is not closed earlier', () => {
    expect(isClosed(14.99, 600)).toBe(false);
    expect(isClosed(600, 14.99)).toBe(false);
  });

  it.each([
    { keyInHolder: false },
    { fuelCardInHolder: false },
    { doorsLocked: false },
    { ignitionOn: true },
  ])('is not closed with %o', (change) => {
    expect(isClosed(600, 600, change)).toBe(false);
  });
});

describe('the records of a rental', () => {
  it('at the opening names reservation, pseudonym, token and reserved end', () => {
    expect(openedBy(claims, { fuelPermille: 500, zones: undefined })).toEqual({
      kind: 'rental-opened',
      reservation: claims.rights.reservation,
      subject: claims.subject,
      tokenId: claims.tokenId,
      latestReturnAt: claims.rights.latestReturnAt * 1000,
      fuelPermille: 500,
    });
    expect(openedBy(claims, { fuelPermille: null, zones: undefined })).not.toHaveProperty('fuelPermille');
  });

  it('at the end names the lock as the return', () => {
    const lock = { at: epochMilliseconds(reservedEnd), quality: 'gnss' } as const;
    expect(closedAt(own, lock, 'ended', { fuelPermille: null, zones: undefined })).toEqual({
      kind: 'rental-closed',
      reservation: own.reservation,
      subject: own.subject,
      cause: 'ended',
      returnedAt: reservedEnd,
      returnedAtQuality: 'gnss',
    });
  });
});
