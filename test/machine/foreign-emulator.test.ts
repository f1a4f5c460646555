import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import { us06 } from '../../simulator/car/cycles/us06.ts';
import { shownOdometerMetres } from '../../simulator/car/shown.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { createBenchCar } from '../../simulator/lines/bench-car.ts';
import { type Emulator, emulatorLine } from '../support/emulators/emulator.ts';
import { wifiEmulator } from '../support/emulators/wifi-emulator.ts';
import { freePort } from '../support/free-port.ts';
import {
  addressOf,
  emptyFolder,
  phone,
  ready,
  someClaims,
  startDevice,
  tokenOf,
  writeConfig,
  writePhone,
} from './bench.ts';

const clock = new SystemClock();
const timers = new SystemTimers(clock);
const answered = z.object({ granted: z.boolean(), odometerMetres: z.number().optional() });

/** A bench car whose OBD adapter is an emulator of another make, and the device program at its lines. */
async function carBehind(emulator: Emulator) {
  const { car, gnss, cabin } = createBenchCar({ clock, timers }, 1);
  const served = await Promise.all(
    [emulatorLine(timers, car, emulator), gnss, cabin].map((line) => serveLine(line, '127.0.0.1', 0)),
  );
  onTestFinished(async () => {
    for (const line of served) await line.close();
  });
  const [obd = 0, gnssPort = 0, cabinPort = 0] = served.map(({ port }) => port);
  const folder = await emptyFolder();
  const phones = addressOf(await freePort());
  const lines = {
    obd: addressOf(obd),
    gnss: addressOf(gnssPort),
    cabin: `modbus+${addressOf(cabinPort)}`,
    phones,
  };
  await ready(startDevice(await writeConfig(folder, lines)));
  const files = await writePhone(folder, phones, tokenOf(someClaims()));
  const ask = async (action: string) =>
    answered.parse(JSON.parse((await phone(action, files, '--json')).out));
  return { car, ask };
}

/** Of the first car on the bench, as its file says it too. */
const firstOdometerMetres = 21_234_500;
const drivenMetres = 500;
/** PID A6: 100 m at each end. */
const mostErrorMetres = 200;

const emulator = wifiEmulator({ end: '\n', prompt: '> ', echoes: true, promptAfterMs: 1000 });

test('a drive played into an emulator of another make over TCP is driven by the device program (D9)', {
  timeout: 180_000,
}, async () => {
  const { car, ask } = await carBehind(emulator);
  expect(await ask('unlock')).toMatchObject({ granted: true });
  car.happen({ kind: 'key-moved', inHolder: false });
  car.happen({ kind: 'ignition-turned', on: true });
  car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  const metres = () => shownOdometerMetres(car.now()) - firstOdometerMetres;
  await vi.waitFor(() => expect(metres()).toBeGreaterThanOrEqual(drivenMetres), {
    timeout: 120_000,
    interval: 500,
  });
  car.happen({ kind: 'drive-stopped' });
  const told = async () => ((await ask('status')).odometerMetres ?? 0) - firstOdometerMetres;
  await vi.waitFor(
    async () => expect(Math.abs((await told()) - metres())).toBeLessThanOrEqual(mostErrorMetres),
    { timeout: 30_000, interval: 1_000 },
  );
  expect(await told()).toBeGreaterThan(0);
  car.happen({ kind: 'ignition-turned', on: false });
  car.happen({ kind: 'key-moved', inHolder: true });
  await vi.waitFor(async () => expect(await ask('end')).toMatchObject({ granted: true }), {
    timeout: 30_000,
  });
});
