import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, test, vi } from 'vitest';
import {
  BenchCar,
  emptyFolder,
  phone,
  ready,
  someClaims,
  startDevice,
  tokenOf,
  writeConfig,
  writePhone,
} from './bench.ts';
import { openBroker } from './car-records.ts';
import { pullOut } from './terminals.ts';

vi.setConfig({ testTimeout: 90_000 });

/** A car with its unit, on pseudo-terminals alone, and a phone that may open it. */
async function carWithDevice() {
  const folder = await emptyFolder();
  const { url, records } = await openBroker();
  const car = new BenchCar('terminals', '--folder', `${folder}/lines`);
  const { link, obd, gnss, cabin, phones } = await car.everyLine();
  const lines = { obd, gnss, cabin, phones };
  const config = await writeConfig(folder, lines, url);
  const device = startDevice(config);
  await ready(device);
  return { car, lines, records, device, files: await writePhone(folder, link, tokenOf(someClaims())) };
}

test('a rental on serial devices: unlock, drive, refuel by card, drive on, return', async () => {
  const { car, lines, records, device, files } = await carWithDevice();
  const before = await car.now();

  expect(await phone('unlock', files)).toMatchObject({ status: 0, err: '' });
  expect(await car.now()).toMatchObject({ doorsLocked: false, immobilised: false });
  await car.order('key out', 'ignition on', 'wait 2', 'drive hwfet x4', 'wait 8', 'stop', 'wait 1');
  await car.order('ignition off', 'card out', 'refuel 20', 'wait 3');
  expect(await phone('end', files)).toMatchObject({ status: 1, out: expect.stringMatching(/fuel card/) });
  await car.order('card in', 'ignition on', 'wait 2', 'drive hwfet x4', 'wait 8', 'stop', 'wait 3');
  const after = await car.order('ignition off', 'key in');
  expect(await phone('end', files)).toMatchObject({ status: 0, err: '' });
  expect(await car.now()).toMatchObject({ doorsLocked: true, immobilised: true });

  const closed = await records.first('rental-closed');
  expect(records.of('rental-opened')[0]?.odometerMetres).toBe(before.shownOdometerMetres);
  expect(closed.odometerMetres).toBe(after.shownOdometerMetres);
  expect(after.shownOdometerMetres).toBeGreaterThan(before.shownOdometerMetres);
  expect(await car.end()).toBe(0);
  expect(await readdir(dirname(lines.obd))).toEqual([]);
  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
});

test('each adapter that is pulled out and put in again in mid-drive is taken up without a restart', async () => {
  const { car, lines, records, device, files } = await carWithDevice();
  expect(await phone('unlock', files)).toMatchObject({ status: 0 });
  await car.order('key out', 'ignition on', 'drive hwfet x4');
  await records.first('trip-started');

  for (const line of ['obd', 'gnss', 'cabin', 'phones'] as const) {
    await pullOut(lines[line].replace('modbus+rtu://', ''));
    await car.complaint(new RegExp(`/${line}\\b.*away`));
  }
  const after = await car.order('wait 8', 'stop', 'wait 4', 'ignition off', 'key in', 'wait 2');

  expect(await phone('end', files)).toMatchObject({ status: 0, err: '' });
  expect(await records.first('rental-closed')).toMatchObject({ odometerMetres: after.shownOdometerMetres });
  expect(await car.now()).toMatchObject({ doorsLocked: true });
  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
});

test('serial devices that come after the start of the unit are taken up', async () => {
  const folder = await emptyFolder();
  const place = `${folder}/lines`;
  const lines = {
    obd: `${place}/obd`,
    gnss: `${place}/gnss`,
    cabin: `modbus+rtu://${place}/cabin`,
    phones: `${place}/phones`,
  };
  await ready(startDevice(await writeConfig(folder, lines)));
  const files = await writePhone(folder, `${place}/link`, tokenOf(someClaims()));
  expect(await phone('unlock', files)).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^[^\n]*No such file[^\n]*$/),
  });

  const car = new BenchCar('terminals', '--folder', place);
  expect(await car.everyLine()).toMatchObject(lines);
  expect(await phone('unlock', files)).toMatchObject({ status: 0 });
});
