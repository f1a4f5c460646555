import { expect, test } from 'vitest';
import { customerId, reservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { note, rented } from '../../support/rented.ts';
import { hours, minutes, monday } from '../../support/store.ts';

const at = (count: number) => epochMilliseconds(monday + hours(count));

test('a corrected distance is billed beside the odometer’s, which stays on the statement', () => {
  const { gateway, reservation, lines } = rented();
  gateway.store.correctDistance(reservation, metres(10_900), note);
  expect(lines()).toContain('km.first-100 10 x 40 = 400');
  expect(gateway.store.statement(reservation)).toMatchObject([
    { distanceMetres: 60_500, entered: { correctedMetres: 10_900 }, remarks: ['distance-corrected'] },
  ]);
});

test('a change that was asked before the return and entered after it is billed (T8)', async () => {
  const { gateway, reservation, lines } = rented();
  await gateway.clock.advance(hours(9));
  gateway.store.enterLateChange({ reservation, askedAt: at(3), endsAt: at(5) }, note);
  expect(lines()).toEqual([
    'time.hour 2 x 235 = 470',
    'time.unused 1 x 71 = 71',
    'km.first-100 60 x 40 = 2400',
  ]);
});

test('a change off the grid, or asked in the future, is refused', async () => {
  const { gateway, reservation } = rented();
  await gateway.clock.advance(hours(9));
  const refused = expect.objectContaining({ code: 'invalid-change' });
  const offGrid = epochMilliseconds(monday + hours(5) + minutes(1));
  expect(() => gateway.store.enterLateChange({ reservation, askedAt: at(3), endsAt: offGrid }, note)).toThrow(
    refused,
  );
  expect(() => gateway.store.enterLateChange({ reservation, askedAt: at(99), endsAt: at(5) }, note)).toThrow(
    refused,
  );
});

test('other terms hold for reservations that start from their time on, and are billed anew', () => {
  const { gateway, lines } = rented();
  const customer = customerId('acme');
  gateway.store.changeTerms({ customer, from: at(3), formula: 'COMFORT' }, note);
  expect(lines()).toContain('time.hour 2 x 235 = 470');
  gateway.store.changeTerms({ customer, from: at(2), formula: 'COMFORT', plus: true }, note);
  expect(lines()).toEqual(['time.hour 2 x 185 = 370', 'km.first-100 60 x 28 = 1680', 'km.plus 60 x 3 = 180']);
});

test('a formula that is on no list is refused (T1)', () => {
  const { gateway } = rented();
  expect(() =>
    gateway.store.changeTerms({ customer: customerId('acme'), from: at(2), formula: 'GOLD' }, note),
  ).toThrow(expect.objectContaining({ code: 'unknown-formula' }));
});

test('what is not there cannot be corrected', () => {
  const { gateway } = rented();
  const missing = expect.objectContaining({ code: 'not-found' });
  const unknown = reservationId('00000000000000ff');
  expect(() => gateway.store.correctDistance(unknown, metres(1), note)).toThrow(missing);
  expect(() =>
    gateway.store.enterLateChange({ reservation: unknown, askedAt: at(1), endsAt: at(5) }, note),
  ).toThrow(missing);
});
