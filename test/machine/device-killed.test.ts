import { expect, test } from 'vitest';
import { emptyFolder, phone, ready, startDevice } from './bench.ts';
import { carOnBroker } from './car-on-broker.ts';

test('SIGKILL in the middle of a drive: every record arrives, none twice, and the kilometres add up (promises 2, 3)', async () => {
  const { car, records, config, files } = await carOnBroker(await emptyFolder());
  const before = await car.now();

  const first = startDevice(config);
  await ready(first);
  expect(await phone('unlock', files)).toMatchObject({ status: 0 });
  await car.order('key out', 'ignition on', 'drive hwfet x4');
  await records.first('trip-started');
  first.signal('SIGKILL');
  await first.exited;
  await car.order('wait 2');

  const second = startDevice(config);
  await ready(second);
  const after = await car.order('wait 8', 'ignition off', 'key in');
  expect(await phone('end', files)).toMatchObject({ status: 0 });
  const closed = await records.first('rental-closed');
  second.signal('SIGTERM');
  expect(await second.exited).toBe(0);

  const [opened] = records.of('rental-opened');
  expect(records.of('rental-opened')).toHaveLength(1);
  expect(records.of('rental-closed')).toHaveLength(1);
  expect(new Set(records.headers().map(({ journal }) => journal)).size).toBe(1);
  const seqs = records.headers().map(({ seq }) => seq);
  expect(seqs.toSorted((a, b) => a - b)).toEqual(seqs.map((_, place) => place + 1));
  expect(opened?.odometerMetres).toBe(before.shownOdometerMetres);
  expect(closed.odometerMetres).toBe(after.shownOdometerMetres);
  expect(after.shownOdometerMetres).toBeGreaterThan(before.shownOdometerMetres);
}, 60_000);
