import { onTestFinished } from 'vitest';
import { createDevice } from '../../device/device.ts';
import type { PhoneLink } from '../../device/ports.ts';
import { systemRandom } from '../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { toEpochSeconds } from '../../protocol/units.ts';
import { createCabinBoard } from '../../simulator/car/cabin.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import { createNmeaReceiver } from '../../simulator/car/nmea.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { benchConfig, home, noCoverage, tokenWith } from './device-world.ts';
import { parkedRealCar } from './parked-car.ts';

/** A car with its unit in real time, from the next turn on; whoever comes over this link is a phone. */
export async function realCar(phones: PhoneLink) {
  const { clock, timers, car } = parkedRealCar();
  const board = createCabinBoard(timers, car, 2);
  const device = createDevice(
    {
      clock,
      timers,
      random: systemRandom,
      log: silentLog,
      obd: createElm327(timers, car).line,
      gnss: createNmeaReceiver({ clock, timers }, car, {
        home,
        homeMillimetres: 0,
        everyMs: 1_000,
        firstFixAfterMs: 3_600_000,
      }),
      phones,
      cabin: board,
      disk: new SimulatedDisk().mount(),
      mqtt: noCoverage,
    },
    benchConfig,
  );
  await device.start();
  onTestFinished(() => device.stop());
  return {
    car,
    /** A token for it, from a quarter of an hour ago for eight hours. */
    token: (claims: Parameters<typeof tokenWith>[0] = {}) => tokenWith(claims, toEpochSeconds(clock.wall())),
  };
}
