import { describe, expect, it } from 'vitest';
import { errorOf } from './bill.ts';
import { priceOf } from './built-in-lists.ts';
import { type RentalJson, rental } from './rental-json.ts';

const start = '2026-05-05T10:00Z';
const end = '2026-05-05T14:00Z';
const valid = rental(start, end);
const fees = (fee: unknown) => ({ ...valid, fees: [fee] });
const receipts = (receipt: unknown) => ({ ...valid, fuelReceipts: [receipt] });
const changes = (...list: unknown[]) => ({ ...valid, changes: list });

describe('invalid-rental names the field (T15)', () => {
  it.each<[string, unknown]>([
    ['rental', null],
    ['rental', []],
    ['rental', 'text'],
    ['id', { ...valid, id: undefined }],
    ['id', { ...valid, id: '' }],
    ['id', { ...valid, id: 7 }],
    ['formula', { ...valid, formula: undefined }],
    ['formula', { ...valid, formula: null }],
    ['priceClass', { ...valid, priceClass: undefined }],
    ['priceClass', { ...valid, priceClass: 'XXL' }],
    ['priceList', { ...valid, priceList: null }],
    ['plus', { ...valid, plus: 'yes' }],
    ['reservation', { ...valid, reservation: undefined }],
    ['reservation.start', { ...valid, reservation: { end } }],
    ['reservation.end', { ...valid, reservation: { start } }],
    ['reservation.start', { ...valid, reservation: { start: '2026-05-05 10:00Z', end } }],
    ['reservation.start', { ...valid, reservation: { start: '2026-05-05T10:00', end } }],
    ['reservation.start', { ...valid, reservation: { start: '2026-02-29T10:00Z', end } }],
    ['returnedAt', { ...valid, returnedAt: 5 }],
    ['returnedAt', { ...valid, returnedAt: '2026-05-05T09:59:59.999Z' }],
    ['cancelledAt', { ...valid, cancelledAt: '2026-05-05T10:00:00.001Z' }],
    ['cancelledAt', { ...valid, cancelledAt: start, returnedAt: end }],
    ['distanceM', { ...valid, returnedAt: end, distanceM: -1 }],
    ['distanceM', { ...valid, returnedAt: end, distanceM: 1.5 }],
    ['distanceM', { ...valid, returnedAt: end, distanceM: '1' }],
    ['distanceM', { ...valid, distanceM: 1 }],
    ['changes', { ...valid, changes: {} }],
    ['changes[0].at', changes({ end })],
    ['changes[0].hinders', changes({ at: start, end, hinders: 1 })],
    ['changes[1].at', changes({ at: start, end }, { at: '2026-05-05T09:00Z', end })],
    [
      'changes[0].at',
      { ...changes({ at: '2026-05-05T13:00:00.001Z', end }), returnedAt: '2026-05-05T13:00Z' },
    ],
    ['changes[0].at', { ...changes({ at: '2026-05-05T09:00Z', end }), cancelledAt: '2026-05-05T08:00Z' }],
    ['changes[0].end', changes({ at: '2026-05-05T14:15Z', end: '2026-05-05T13:00Z' })],
    ['changes[0].end', changes({ at: '2026-05-05T13:01Z', end: '2026-05-05T13:00Z' })],
    [
      'changes[1].end',
      changes(
        { at: start, end: '2026-05-05T15:00Z', hinders: true },
        { at: '2026-05-05T10:30Z', end: '2026-05-05T14:30Z' },
      ),
    ],
    ['fuelPriceEurPerLitre', { ...valid, fuelPriceEurPerLitre: 1.75 }],
    ['fuelPriceEurPerLitre', { ...valid, fuelPriceEurPerLitre: '0.00' }],
    ['fuelPriceEurPerLitre', { ...valid, fuelPriceEurPerLitre: '-1.75' }],
    ['fuelPriceEurPerLitre', { ...valid, fuelPriceEurPerLitre: '1,75' }],
    ['fuelPriceEurPerLitre', { ...valid, fuelPriceEurPerLitre: '1e1' }],
    ['fees[0].code', fees({ code: 'coffee' })],
    ['fees[0].code', fees({})],
    ['fees[0].code', fees({ code: 'constructor' })],
    ['fees[0].quantity', fees({ code: 'fuel-card', quantity: 0 })],
    ['fees[0].quantity', fees({ code: 'fuel-card', quantity: -1 })],
    ['fees[0].quantity', fees({ code: 'fuel-card', quantity: '2' })],
    ['fuelReceipts[0].amountCents', receipts({ amountCents: 0.5, submittedAt: end })],
    ['fuelReceipts[0].submittedAt', receipts({ amountCents: 5 })],
    ['fuelReceipts[0].approved', receipts({ amountCents: 5, approved: null, submittedAt: end })],
  ])('%s: %j', (field, json) => {
    const message = expect.stringMatching(new RegExp(`^${field.replace(/[.[\]]/g, '\\$&')}: `));
    expect(errorOf(json)).toEqual({ code: 'invalid-rental', message });
  });

  it('comes before any price is looked up', () => {
    const details: Partial<RentalJson> = { priceList: 'unknown', formula: 'UNKNOWN', distanceM: 1 };
    expect(errorOf({ ...valid, ...details })).toMatchObject({ code: 'invalid-rental' });
  });

  it('keeps the id where there is one', () => {
    expect(priceOf({ id: 'kept' })).toMatchObject({ id: 'kept', error: { code: 'invalid-rental' } });
    expect(priceOf({ id: 5 })).toMatchObject({ id: null });
  });

  it('an amount too large to be counted exactly is refused', () => {
    expect(errorOf(fees({ code: 'fuel-card', quantity: 1e300 }))).toMatchObject({ code: 'invalid-rental' });
  });
});

describe('what is allowed (T15)', () => {
  it.each<[string, unknown]>([
    ['a distance of zero without a return', { ...valid, distanceM: 0 }],
    ['cancelled at the very start', { ...valid, cancelledAt: start }],
    ['a change at the very return', { ...changes({ at: end, end }), returnedAt: end }],
    ['an end at the moment of the change', changes({ at: '2026-05-05T13:00Z', end: '2026-05-05T13:00Z' })],
    ['two changes at one moment', changes({ at: start, end }, { at: start, end })],
    ['fields that nobody knows', { ...valid, colour: 'red' }],
    ['lower-case letters in a time', { ...valid, returnedAt: '2026-05-05t13:00z' }],
  ])('%s', (_, json) => {
    expect(errorOf(json)).toBeUndefined();
  });
});
