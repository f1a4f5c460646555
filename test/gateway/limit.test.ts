import { expect, test } from 'vitest';
import { customerId, driverId } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { note, rented } from '../support/rented.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import { hours, monday } from '../support/store.ts';

const customer = customerId('acme');
const at = (count: number) => epochMilliseconds(monday + hours(count));

test('what is open, under way and reserved counts against the contribution paid (article 4.2)', async () => {
  const { gateway, car } = rented();
  gateway.store.changeTerms({ customer, from: at(-10), contributionCents: 4000 }, note);
  gateway.reserve(car, 24, 26);
  expect(gateway.store.useOfLimit(customer)).toEqual({
    customer,
    limitCents: 4000,
    openCents: 2870,
    underWayCents: 0,
    futureCents: 470,
    usedCents: 3340,
  });
  await gateway.clock.advance(hours(26));
  expect(gateway.store.useOfLimit(customer)).toMatchObject({ underWayCents: 470, futureCents: 0 });
});

test('a reservation beyond it is refused with the figures, one within it is not', () => {
  const { gateway, car } = rented();
  gateway.store.changeTerms({ customer, from: at(-10), contributionCents: 3400 }, note);
  expect(() => gateway.reserve(car, 24, 27)).toThrow(
    expect.objectContaining({
      code: 'limit-of-use',
      message:
        "customer acme: 35.75 EUR (open 28.70, under way 0.00, reserved 0.00, this one 7.05) is beyond the customer's limit of use of 34.00 EUR",
    }),
  );
  expect(() => gateway.reserve(car, 24, 26)).not.toThrow();
});

test('a token beyond it is refused; one for a rental that has begun is not', () => {
  const { gateway, car, reservation } = rented();
  const { store } = gateway;
  const key = store.enrolPhone(driverId('ann'), ed25519Key(new Uint8Array(32).fill(3)).publicKey);
  const later = gateway.reserve(car, 24, 26);
  expect(() => store.issueToken({ reservation: later, key })).not.toThrow();
  store.changeTerms({ customer, from: at(-10), contributionCents: 3000 }, note);
  expect(() => store.issueToken({ reservation: later, key })).toThrow(
    expect.objectContaining({ code: 'limit-of-use' }),
  );
  expect(() => store.issueToken({ reservation, key })).not.toThrow();
});

test('a phone that asks for tokens and gets none for that alone is told the figures', async () => {
  const { gateway, car } = rented();
  const { store } = gateway;
  const key = store.enrolPhone(driverId('ann'), ed25519Key(new Uint8Array(32).fill(3)).publicKey);
  const granted = () => store.tokensFor(key).map(({ reservation }) => reservation);
  await gateway.clock.advance(hours(6));
  const later = gateway.reserve(car, 24, 26);
  expect(granted()).toEqual([later]);
  store.changeTerms({ customer, from: at(-10), contributionCents: 3000 }, note);
  expect(granted).toThrow(
    expect.objectContaining({
      code: 'limit-of-use',
      message: expect.stringContaining("beyond the customer's limit of use of 30.00 EUR"),
    }),
  );
});

test('a driver is told of the reservation, and not which customer it is for', async () => {
  const { gateway, car } = rented();
  const { store } = gateway;
  const key = store.enrolPhone(driverId('ann'), ed25519Key(new Uint8Array(32).fill(3)).publicKey);
  await gateway.clock.advance(hours(6));
  const later = gateway.reserve(car, 24, 26);
  store.changeTerms({ customer, from: at(-10), contributionCents: 3000 }, note);
  expect(() => store.tokensFor(key)).toThrow(
    expect.objectContaining({ message: expect.stringMatching(`^reservation ${later}: (?!.*${customer})`) }),
  );
});

test('a paid invoice no longer counts; without a contribution nothing is limited', async () => {
  const { gateway } = rented();
  expect(gateway.store.useOfLimit(customer).limitCents).toBeNull();
  await gateway.clock.advance(hours(24 * 31));
  const { invoice } = gateway.store.issueInvoice(customer, '2026-06');
  expect(gateway.store.useOfLimit(customer).openCents).toBe(2870 + 400 + 3500);
  gateway.store.invoicePaid(invoice ?? '');
  expect(gateway.store.useOfLimit(customer).openCents).toBe(0);
});
