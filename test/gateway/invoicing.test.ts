import { expect, test } from 'vitest';
import { invoiceCsv, invoiceText } from '../../gateway/invoice-text.ts';
import { customerId, driverId } from '../../protocol/ids.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { note, type Rented, rented } from '../support/rented.ts';
import { hours, monday } from '../support/store.ts';

const acme = customerId('acme');
const untilJuly = hours(24 * 31);

const charge = ({ gateway }: Rented, code: string) =>
  gateway.store.addCharge(
    {
      reservation: null,
      customer: acme,
      code,
      quantity: '1',
      occurredAt: epochMilliseconds(monday + hours(9)),
    },
    note,
  );

test('a month has rides, fixed costs, other services and credits, in this order', () => {
  const rental = rented();
  rental.gateway.store.addDriver(driverId('bob'));
  rental.gateway.store.allowDriver(driverId('bob'), acme);
  charge(rental, 'second-reminder');
  charge(rental, 'compensation');
  const invoice = rental.gateway.store.previewInvoice(acme, '2026-06');
  expect(invoice).toMatchObject({
    customer: 'acme',
    rides: [{ driver: 'ann', totalCents: 2870, kind: 'rental', distanceMetres: 60_500 }],
    fixed: [
      { code: 'subscription', formula: 'START', users: 2, amountCents: 600 },
      { code: 'activation', users: 2, amountCents: 6000 },
    ],
    services: [{ code: 'second-reminder', amountCents: 750 }],
    credits: { notes: [], given: [{ code: 'compensation', amountCents: -1500 }] },
    totalCents: 2870 + 600 + 6000 + 750 - 1500,
  });
  const text = invoiceText(invoice);
  const places = ['Rides', 'Fixed costs', 'Other services', 'Credits', 'total 87.20 EUR'].map((part) =>
    text.indexOf(part),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
  expect(invoiceCsv(invoice)).toMatch(
    /\r\nrides,2026-06-01 10:00:00,rental,[0-9a-f]+\/1,ann,car-1,60\.500,km,28\.70\r\n/,
  );
});

test('users are counted from signed entries: once each, and from the month in which they were allowed', async () => {
  const { gateway } = rented();
  const { store } = gateway;
  store.allowDriver(driverId('ann'), acme);
  await gateway.clock.advance(untilJuly);
  store.addDriver(driverId('bob'));
  store.allowDriver(driverId('bob'), acme);
  gateway.database.exec('delete from driverCustomers');
  const usersIn = (month: string) => store.previewInvoice(acme, month).fixed.map(({ users }) => users);
  expect(usersIn('2026-06')).toEqual([1, 1]);
  expect(usersIn('2026-07')).toEqual([2, 1]);
});

test('an invoice is issued once, when its month is over, and names what it bills', async () => {
  const { gateway, reservation } = rented();
  expect(() => gateway.store.issueInvoice(acme, '2026-06')).toThrow(
    expect.objectContaining({ code: 'month-not-over' }),
  );
  await gateway.clock.advance(untilJuly);
  const invoice = gateway.store.issueInvoice(acme, '2026-06');
  expect(invoice.invoice).toBe('2026-06-0001');
  expect(gateway.store.versions(reservation)).toMatchObject([
    { standing: 'issued', invoice: '2026-06-0001' },
  ]);
  expect(() => gateway.store.issueInvoice(acme, '2026-06')).toThrow(
    expect.objectContaining({ code: 'already-exists' }),
  );
});

test('what is corrected after it was issued gets a credit note and a new line; nothing issued changes', async () => {
  const { gateway, reservation } = rented();
  await gateway.clock.advance(untilJuly);
  gateway.store.issueInvoice(acme, '2026-06');
  const issued = gateway.store.invoices(acme);
  gateway.store.correctDistance(reservation, metres(10_000), note);
  expect(gateway.store.versions(reservation).map(({ standing }) => standing)).toEqual(['credited', 'draft']);
  expect(gateway.store.invoices(acme)).toEqual(issued);
  const july = gateway.store.previewInvoice(acme, '2026-07');
  expect(july).toMatchObject({
    rides: [{ version: 2, totalCents: 870, isCorrection: true }],
    credits: { notes: [{ reservation, version: 1, amountCents: -2870 }] },
    fixed: [{ code: 'subscription', amountCents: 400 }],
    totalCents: 870 - 2870 + 400,
  });
  gateway.store.correctDistance(reservation, metres(20_000), note);
  expect(gateway.store.previewInvoice(acme, '2026-07')).toMatchObject({
    rides: [{ version: 3, totalCents: 1270 }],
    credits: { notes: [{ version: 1, amountCents: -2870 }] },
  });
});

test('on the next invoice neither the activation nor what was billed comes again', async () => {
  const rental = rented();
  charge(rental, 'second-reminder');
  await rental.gateway.clock.advance(untilJuly);
  rental.gateway.store.issueInvoice(acme, '2026-06');
  expect(rental.gateway.store.previewInvoice(acme, '2026-07')).toMatchObject({
    rides: [],
    services: [],
    fixed: [{ code: 'subscription' }],
    totalCents: 400,
  });
});

test('a formula that is not on the list of the month has no invoice, and an unknown customer none', () => {
  const { gateway } = rented();
  expect(() => gateway.store.previewInvoice(acme, '2024-06')).toThrow(/no price list/);
  expect(() => gateway.store.previewInvoice(customerId('nobody'), '2026-06')).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
});
