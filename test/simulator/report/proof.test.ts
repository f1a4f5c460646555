import { expect, test } from 'vitest';
import { carId } from '../../../protocol/ids.ts';
import { accountedMetres, proofOf, proofText } from '../../../simulator/report/proof.ts';

const account = {
  car: carId('car-0001'),
  firstOdometerMetres: 1_000,
  lastOdometerMetres: 130_955,
  tripMetres: 120_100,
  billedMetres: 115_000,
  unassignedMetres: 5_050,
  rebasedMetres: -100,
  openMetres: 10_000,
  unsealedMetres: 5,
};
const proof = proofOf(129_955, account, { recordsWritten: 41, recordsStored: 40, duplicatesDropped: 2 });

test('every metre is billed, unassigned, a gap, or in a rental that is open or not yet signed', () => {
  expect(accountedMetres(proof)).toBe(account.lastOdometerMetres - account.firstOdometerMetres);
  expect(proof).toMatchObject({
    shownMetres: 129_955,
    openMetres: 10_005,
    gapMetres: -100,
    tripMetres: 120_100,
  });
});

test('the table has a line for each car, in kilometres, numbers to the right', () => {
  expect(proofText([proof]).split('\n')).toEqual([
    'car       odometer km  trips km  billed km  unassigned km  gap km  open km  written  stored  duplicates',
    'car-0001      129.955   120.100    115.000          5.050  -0.100   10.005       41      40           2',
  ]);
});
