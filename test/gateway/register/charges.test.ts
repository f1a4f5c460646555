import { describe, expect, test } from 'vitest';
import { chargeId, customerId, reservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { note, rented } from '../../support/rented.ts';
import { hours, monday } from '../../support/store.ts';

const usual = ['time.hour 2 x 235 = 470', 'km.first-100 60 x 40 = 2400'];
const at = epochMilliseconds(monday + hours(5));

describe('what the records speak for (D15)', () => {
  const notes = [
    { item: 'lights', standing: 'not-done' },
    { item: 'windows', standing: 'unknown' },
  ] as const;

  test('is a proposal that costs nothing until a person accepts it', () => {
    const { gateway, reservation, lines } = rented({ closing: { cause: 'abandoned', notes: [...notes] } });
    expect(lines()).toEqual(usual);
    const [proposal, ...others] = gateway.store.charges(reservation);
    expect(others).toEqual([]);
    expect(proposal).toMatchObject({
      kind: 'proposal',
      code: 'improper-return',
      standing: 'open',
      grounds: ['rental abandoned', 'lights not done'],
      customer: 'acme',
    });
    gateway.store.decideCharge(proposal?.charge ?? chargeId(''), true, note);
    expect(lines()).toEqual([...usual, 'fee.improper-return 1 x 2500 = 2500']);
    expect(gateway.store.charges(reservation)).toMatchObject([{ standing: 'accepted', note }]);
  });

  test('is as if it were not there once it is rejected, after it was accepted too', () => {
    const { gateway, reservation, lines } = rented({ closing: { cause: 'abandoned' } });
    const [proposal] = gateway.store.charges(reservation);
    const charge = proposal?.charge ?? chargeId('');
    gateway.store.decideCharge(charge, true, note);
    gateway.store.decideCharge(charge, false, { by: 'Bo', reason: 'the neighbour saw it' });
    expect(lines()).toEqual(usual);
    expect(gateway.store.charges(reservation)).toMatchObject([{ standing: 'rejected' }]);
  });

  test('a rental that its driver ended properly has no proposals', () => {
    const { gateway } = rented();
    expect(gateway.store.charges(null)).toEqual([]);
  });
});

describe('zones (T12, clause 3.9)', () => {
  test('cost and give by verdicts of outside; inside orange a green one alone', () => {
    const { lines } = rented({
      opening: { zones: { green: 'outside', orange: 'inside' } },
      closing: { zones: { green: 'outside', orange: 'outside' } },
    });
    expect(lines().slice(2)).toEqual([
      'fee.picked-up-outside-green 1 x -300 = -300',
      'fee.returned-outside-orange 1 x 2500 = 2500',
    ]);
  });

  test('uncertain never costs', () => {
    const { lines } = rented({ closing: { zones: { green: 'uncertain', orange: 'uncertain' } } });
    expect(lines()).toEqual(usual);
  });
});

describe('charges by hand (T12)', () => {
  test('are billed with their quantity, and say who and why', () => {
    const { gateway, reservation, lines } = rented();
    const wanted = { reservation, customer: null, occurredAt: at };
    gateway.store.addCharge({ ...wanted, code: 'cleaning-hour', quantity: '1.5' }, note);
    gateway.store.addCharge({ ...wanted, code: 'compensation', quantity: '1' }, note);
    expect(lines().slice(2)).toEqual([
      'fee.cleaning-hour 1.5 x 3000 = 4500',
      'fee.compensation 1 x -1500 = -1500',
    ]);
    expect(gateway.store.charges(reservation)).toMatchObject([
      { kind: 'manual', code: 'cleaning-hour', standing: 'accepted', note },
      { kind: 'manual', code: 'compensation' },
    ]);
  });

  test.each([
    ['a fee that is not on the list of the rental', 'unreserved-use', '1', 'invalid-charge'],
    ['a quantity of zero', 'cleaning-hour', '0', 'invalid-charge'],
  ])('%s is refused', (_, code, quantity, fault) => {
    const { gateway, reservation } = rented();
    expect(() =>
      gateway.store.addCharge({ reservation, customer: null, code, quantity, occurredAt: at }, note),
    ).toThrow(expect.objectContaining({ code: fault }));
  });

  test('for a customer without a rental are kept for its invoice', () => {
    const { gateway } = rented();
    const wanted = { reservation: null, customer: customerId('acme'), quantity: '1', occurredAt: at };
    gateway.store.addCharge({ ...wanted, code: 'second-reminder' }, note);
    expect(gateway.store.charges(null)).toMatchObject([{ customer: 'acme', reservation: null }]);
  });

  test('an unknown rental, customer or charge is not found', () => {
    const { gateway } = rented();
    const missing = expect.objectContaining({ code: 'not-found' });
    const none = { code: 'compensation', quantity: '1', occurredAt: at };
    const reservation = reservationId('00000000000000ff');
    expect(() => gateway.store.addCharge({ ...none, reservation, customer: null }, note)).toThrow(missing);
    expect(() =>
      gateway.store.addCharge({ ...none, reservation: null, customer: customerId('nobody') }, note),
    ).toThrow(missing);
    expect(() => gateway.store.decideCharge(chargeId('00000000000000ff'), true, note)).toThrow(missing);
  });
});

describe('fuel receipts (T14)', () => {
  const submittedAt = at;

  test('are credited up to the most of the list once they are approved', () => {
    const { gateway, reservation, lines } = rented();
    const charge = gateway.store.handInReceipt(
      { reservation, amountCents: 4150, submittedAt, approved: false },
      note,
    );
    expect(lines()).toEqual(usual);
    expect(gateway.store.statement(reservation)).toMatchObject([
      { price: { refused: [{ code: 'fuel-receipt', reason: 'not-approved' }] } },
    ]);
    gateway.store.decideCharge(charge, true, note);
    expect(lines()).toEqual([...usual, 'credit.fuel-receipt 1 x -3000 = -3000']);
  });

  test('too late are refused on the statement', () => {
    const { gateway, reservation } = rented();
    const late = epochMilliseconds(monday + hours(4 + 30 * 24) + 1);
    gateway.store.handInReceipt({ reservation, amountCents: 100, submittedAt: late, approved: true }, note);
    expect(gateway.store.statement(reservation)).toMatchObject([
      { price: { refused: [{ reason: 'too-late' }] } },
    ]);
  });
});
