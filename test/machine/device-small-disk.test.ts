import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, phone, ready, startDevice } from './bench.ts';
import { carOnBroker } from './car-on-broker.ts';
import { smallDisk } from './small-disk.ts';

const mostRequests = 20;

async function carOnSmallDisk() {
  const folder = await emptyFolder();
  const disk = await smallDisk(join(folder, 'journal'));
  return { disk, ...(await carOnBroker(folder)) };
}

test('a real disk that is full keeps no driver out, and what waited is written and delivered once there is room (D6)', async () => {
  const { disk, records, config, files } = await carOnSmallDisk();
  const device = startDevice(config);
  await ready(device);
  await records.first('booted');
  await disk.fill();

  // The last page of the journal itself still has room for some records.
  let granted = 0;
  const isRefused = () => device.stderr.some((line) => line.includes('records not on disk yet'));
  for (; granted < mostRequests && !isRefused(); granted++)
    expect(await phone(granted % 2 === 0 ? 'unlock' : 'lock', files)).toMatchObject({ status: 0 });
  expect(isRefused()).toBe(true);
  expect(records.of('access-decided').length).toBeLessThan(granted);
  await disk.free();

  await records.first('unsynced');
  await records.first('alarm');
  expect(records.of('access-decided')).toHaveLength(granted);
  const seqs = records.headers().map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, place) => place + 1));
  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
}, 120_000);

test('a real disk that is read-only at power-up keeps no driver out, and nothing of that drive is lost', async () => {
  const { disk, records, config, files } = await carOnSmallDisk();
  const first = startDevice(config);
  await ready(first);
  await records.first('booted');
  first.signal('SIGTERM');
  await first.exited;

  await disk.remount('ro');
  const second = startDevice(config);
  await ready(second);
  expect(await phone('unlock', files)).toMatchObject({ status: 0 });
  await disk.remount('rw');
  await records.first('rental-opened');
  const seqs = records.headers().map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, place) => place + 1));
  expect(new Set(records.headers().map(({ journal }) => journal)).size).toBe(1);
}, 120_000);
