import { expect, test } from 'vitest';
import { Receipts } from '../../device/receipts.ts';
import { reservationId } from '../../protocol/ids.ts';
import { decodeRentalReceipt } from '../../protocol/link/rental-receipt.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { bareSurroundings } from '../support/bare-surroundings.ts';
import { closed, opened, trip } from '../support/journeys.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { claims, phoneKey } from './access/judging.ts';
import { accessParts } from './access-parts.ts';

const own = reservationId('00000000000000aa');
const moved = (item: 'key' | 'fuel-card', inHolder: boolean): FactOf<'custody-changed'> => ({
  kind: 'custody-changed',
  item,
  inHolder,
});

function receiptBench() {
  const { clock, timers } = createManualClock();
  const { recorder, wallTime } = accessParts({ clock, timers, disk: new SimulatedDisk().mount() });
  const receipts = new Receipts({
    car: claims.audience,
    sign: phoneKey.sign,
    recorder,
    wallTime,
    surroundings: bareSurroundings,
  });
  const ended = () => decodeRentalReceipt(receipts.ended(own) ?? expect.fail('no receipt'));
  return { recorder, receipts, ended };
}

test('a receipt of the end says what the records say, signed by the car (clause 12.6)', () => {
  const { recorder, receipts, ended } = receiptBench();
  recorder.record({ ...opened(own), fuelPermille: 700 }, moved('key', false), trip(1_000, 3_000, 5_000));
  recorder.record(moved('key', true), moved('fuel-card', true));
  expect(receipts.ended(own)).toBeNull();
  recorder.record({ ...closed(own, 9_000), fuelPermille: 650 });
  const link = recorder.lastLink;
  recorder.record(moved('key', false));
  const { receipt, signedBytes, signature } = ended();
  expect(phoneKey.verify(signedBytes, signature)).toBe(true);
  expect(receipt).toMatchObject({
    reservation: own,
    moment: 'ended',
    at: 9_000,
    trips: [{ startedAt: 5_000, endedAt: 6_000, distanceMetres: 2_000 }],
    openedFuelPermille: 700,
    fuelPermille: 650,
    keyInHolder: true,
    fuelCardInHolder: true,
    fromSeq: 1,
    throughSeq: 6,
    link,
  });
  expect(receipts.ended(reservationId('00000000000000bb'))).toBeNull();
});

test('where the policy let a rental end without key or card, the receipt says so', () => {
  const { recorder, ended } = receiptBench();
  recorder.record(opened(own), moved('key', false), moved('fuel-card', true), closed(own, 9_000));
  recorder.record(moved('key', true));
  expect(ended().receipt).toMatchObject({ keyInHolder: false, fuelCardInHolder: true });
});
