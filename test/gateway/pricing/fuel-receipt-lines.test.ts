import { describe, expect, it } from 'vitest';
import { linesOf } from './bill.ts';
import { priceOf } from './built-in-lists.ts';
import { type RentalJson, rental } from './rental-json.ts';

const handedIn = (fuelReceipts: RentalJson['fuelReceipts'], details: Partial<RentalJson> = {}): RentalJson =>
  rental('2026-05-05T10:00Z', '2026-05-05T12:00Z', { fuelReceipts, ...details });

const refusals = (json: RentalJson): unknown => {
  const priced = priceOf(json);
  return 'error' in priced ? priced : priced.refused.map(({ reason }) => reason);
};

describe('fuel without the fuel card (T14)', () => {
  it('credits each approved receipt up to 30.00, on a line of its own', () => {
    const receipts = [2999, 3000, 3001].map((amountCents) => ({
      amountCents,
      approved: true,
      submittedAt: '2026-05-06T10:00Z',
    }));
    expect(linesOf('credit', handedIn(receipts))).toEqual([
      'credit.fuel-receipt 1 x -2999 = -2999',
      'credit.fuel-receipt 1 x -3000 = -3000',
      'credit.fuel-receipt 1 x -3000 = -3000',
    ]);
  });

  it.each([
    ['2026-06-04T12:00:00Z', []],
    ['2026-06-04T12:00:00.001Z', ['too-late']],
  ])('%s: at most 30 days after the end', (submittedAt, reasons) => {
    expect(refusals(handedIn([{ amountCents: 1000, approved: true, submittedAt }]))).toEqual(reasons);
  });

  it('counts from the end that holds after all changes', () => {
    const receipts = [{ amountCents: 1000, approved: true, submittedAt: '2026-06-04T14:00Z' }];
    const changes = [{ at: '2026-05-05T11:00Z', end: '2026-05-05T14:00Z' }];
    expect(refusals(handedIn(receipts, { changes }))).toEqual([]);
  });

  it.each([false, undefined])('approved %s is refused as that, even when late', (approved) => {
    expect(refusals(handedIn([{ amountCents: 1000, approved, submittedAt: '2026-12-01T10:00Z' }]))).toEqual([
      'not-approved',
    ]);
  });
});
