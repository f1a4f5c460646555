import { wltcClass3b } from '../../simulator/car/cycles/wltc-class3b.ts';
import { answeringGateway } from '../support/answering-gateway.ts';
import {
  car,
  type DeviceWorld,
  deviceWorld,
  firstOdometerMetres,
  gatewayKey,
} from '../support/device-world.ts';

/**
 * An hour of driving at five polls a second in virtual time, after ten minutes of warming up; prints as JSON what is alive
 * in memory after a collection, without the twin's disk, every ten minutes. Needs `--expose-gc`.
 */
const leastMetres = 40_000;
const gateway = answeringGateway(car, gatewayKey, () => world.trueTime());
const world: DeviceWorld = deviceWorld({ mqtt: gateway.mqtt, drivingMilliseconds: 200 });
await world.boot();
await world.ask('unlock');
world.happen({ kind: 'key-moved', inHolder: false });
world.happen({ kind: 'ignition-turned', on: true });
await world.pass(5);
world.happen({ kind: 'drive-started', cycle: wltcClass3b, laps: 4 });

const alive: number[] = [];
for (let tens = 0; tens < 7; tens++) {
  await world.pass(600);
  gateway.heard.length = 0;
  globalThis.gc?.();
  alive.push(process.memoryUsage().heapUsed - world.disk.bytes);
}
await world.stop();
const driven = ((await world.records()).at(-1)?.header.odometerMetres ?? 0) - firstOdometerMetres;
if (driven < leastMetres) throw new Error(`${driven} m: the car was not driven`);
process.stdout.write(`${JSON.stringify(alive)}\n`);
