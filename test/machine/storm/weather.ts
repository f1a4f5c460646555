import type { Hazard, HazardKind } from './hazard.ts';
import { pause } from './pause.ts';
import type { StormCar, StormCity } from './storm-city.ts';

const atGateway: ReadonlySet<HazardKind> = new Set(['gateway-killed', 'gateway-frozen', 'database-filled']);

/** Lets it all happen to a city; resolves when the last of it is over. */
export async function rage(city: StormCity, hazards: readonly Hazard[]): Promise<void> {
  const began = performance.now();
  // On a busy machine a start takes longer than planned, and on a full disk there is none.
  let gatewayIsUp = city.gateway.ready();
  const happening = hazards.map(async (hazard) => {
    await pause(hazard.atMilliseconds - (performance.now() - began));
    if (!atGateway.has(hazard.kind)) return strike(city, hazard);
    gatewayIsUp = gatewayIsUp.then(() => strike(city, hazard));
    return gatewayIsUp;
  });
  await Promise.all(happening);
}

async function strike(city: StormCity, hazard: Hazard): Promise<void> {
  const { kind, lengthMilliseconds: length, directions } = hazard;
  switch (kind) {
    case 'unit-killed':
      return carOf(city, hazard).unit.kill(length);
    case 'unit-frozen':
      return carOf(city, hazard).unit.freeze(length);
    case 'cable-cut':
      return carOf(city, hazard).cable.cut();
    case 'cable-silent':
      return carOf(city, hazard).cable.hush(directions, length);
    case 'disk-filled':
      return carOf(city, hazard).disk?.fill(length);
    case 'gateway-killed':
      return city.gateway.kill(length);
    case 'gateway-frozen':
      return city.gateway.freeze(length);
    case 'database-filled':
      return city.gatewayDisk.fill(length);
    case 'broker-killed':
      await city.mosquitto?.kill();
      await pause(length);
      return city.mosquitto?.start();
    default:
      return kind satisfies never;
  }
}

function carOf({ cars }: StormCity, { car }: Hazard): StormCar {
  const found = cars[car - 1];
  if (found === undefined) throw new RangeError(`there is no car ${car}`);
  return found;
}
