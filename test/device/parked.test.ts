import { expect, test } from 'vitest';
import { type Parked, ParkedMemory, readParked } from '../../device/parked.ts';
import { concat } from '../../protocol/codec/bytes.ts';
import { reservationId } from '../../protocol/ids.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { metres } from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';

const parkedWith = (permille: number): Parked => ({
  place: { latitudeMicrodegrees: 51_035_800, longitudeMicrodegrees: 3_710_600, accuracyMetres: 8 },
  fuel: { permille, deviation: 12 },
  float: { permille, sinceDrivenMetres: 48_000_000 },
  odometer: {
    metres: metres(48_210_000),
    rebasedMetres: -200,
    counters: [
      {
        source: 'pid-31',
        rawMetres: metres(1_200_000),
        offsetMetres: 47_010_000,
        wasFrozen: false,
        disagrees: true,
      },
    ],
    rental: reservationId('b1b2b3b4b5b6b7b8'),
    mayHaveBeenMoved: true,
    isToldToTheKilometre: true,
    standing: { odometerMetres: metres(48_210_000), speedMetres: metres(700), gnssMetres: metres(690) },
  },
});
const recorded = () => Promise.resolve();

/** Lets a disk without latency do all that it was asked for. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what was noted last is found again, in one file', async () => {
  const disk = new SimulatedDisk().mount();
  const memory = new ParkedMemory(disk, silentLog, await readParked(disk, silentLog), recorded);
  for (const permille of [100, 200, 300, 300]) memory.note(parkedWith(permille));
  await settled();
  memory.note(parkedWith(400));
  await settled();
  expect((await readParked(disk, silentLog)).parked).toEqual(parkedWith(400));
  expect(await disk.list()).toHaveLength(1);
});

test('a file cut short counts for nothing, and what came before it holds', async () => {
  const disk = new SimulatedDisk().mount();
  new ParkedMemory(disk, silentLog, await readParked(disk, silentLog), recorded).note(parkedWith(100));
  await settled();
  await disk.append('parked-2', new Uint8Array(40));
  const found = await readParked(disk, silentLog);
  expect(found.parked).toEqual(parkedWith(100));
  new ParkedMemory(disk, silentLog, found, recorded).note(parkedWith(200));
  await settled();
  expect((await readParked(disk, silentLog)).parked).toEqual(parkedWith(200));
  expect(await disk.list()).toEqual(['parked-3']);
});

test('on an empty disk nothing is known', async () => {
  const disk = new SimulatedDisk().mount();
  expect((await readParked(disk, silentLog)).parked).toEqual({
    place: null,
    fuel: null,
    float: null,
    odometer: null,
  });
});

test('nothing goes there before the records that it rests on', async () => {
  const disk = new SimulatedDisk().mount();
  const { promise, resolve } = Promise.withResolvers<void>();
  new ParkedMemory(disk, silentLog, await readParked(disk, silentLog), () => promise).note(parkedWith(100));
  await settled();
  expect(await disk.list()).toEqual([]);
  resolve();
  await settled();
  expect((await readParked(disk, silentLog)).parked).toEqual(parkedWith(100));
});

test('what an older unit has left has neither odometer nor float in it', async () => {
  const disk = new SimulatedDisk().mount();
  const content = new TextEncoder().encode('{"place":null,"fuel":{"permille":300,"deviation":12}}');
  await disk.append('parked-1', concat(sha256(content), content));
  expect((await readParked(disk, silentLog)).parked).toEqual({
    place: null,
    fuel: { permille: 300, deviation: 12 },
    float: null,
    odometer: null,
  });
});
