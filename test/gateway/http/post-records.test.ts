import { expect, test } from 'vitest';
import { closed, firstOpened, opened } from '../../support/journeys.ts';
import { parcelOf } from '../../support/parcels.ts';
import { JournalWriter } from '../../support/records.ts';
import { hours, monday } from '../../support/store.ts';
import { ann, HttpWorld, otherPhone, phone } from './http-world.ts';

const target = '/v1/records';
const bodyOf = (parcel: Uint8Array) => JSON.stringify({ parcel: Buffer.from(parcel).toString('base64url') });

async function enrolled() {
  const world = await HttpWorld.open();
  const { gateway } = world;
  gateway.store.enrolPhone(ann, phone.publicKey);
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 1, 3);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(opened(reservation), 1000, monday + hours(1));
  journal.write(closed(reservation, monday + hours(2)), 1000, monday + hours(2));
  const point = gateway.store.courierKey() ?? expect.fail('no courier key');
  return { world, parcel: parcelOf(car.car, [journal.batch(2, 3)], point) };
}

test('an enrolled phone brings records, and may bring them again (clause 12.7)', async () => {
  const { world, parcel } = await enrolled();
  const once = await world.signed(phone, 'POST', target, bodyOf(parcel));
  expect(once).toMatchObject({ status: 200, body: { car: 'car-1', records: 2, outcome: 'stored' } });
  const again = await world.signed(phone, 'POST', target, bodyOf(parcel));
  expect(again).toMatchObject({ status: 200, body: { records: 2, outcome: 'known' } });
});

test('nobody else does', async () => {
  const { world, parcel } = await enrolled();
  expect(await world.signed(otherPhone, 'POST', target, bodyOf(parcel))).toMatchObject({
    status: 401,
    body: { code: 'phone-not-enrolled' },
  });
  expect(await world.ask('POST', target, {}, bodyOf(parcel))).toMatchObject({ status: 401 });
});

test.each([
  ['that is none', Uint8Array.of(1, 2, 3), 400, 'malformed'],
  ['over 64 kB', new Uint8Array(80_000), 413, 'too-large'],
] as const)('a parcel %s is refused', async (_, parcel, status, code) => {
  const { world } = await enrolled();
  const answer = await world.signed(phone, 'POST', target, bodyOf(parcel));
  expect(answer).toMatchObject({ status, body: { code, temporary: false } });
});
