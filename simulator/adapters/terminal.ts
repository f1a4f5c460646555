import { MultiBar, type SingleBar } from 'cli-progress';
import { kilometres, localTime } from '../../gateway/gateway.ts';
import type { WorldCar } from '../fleet/world.ts';
import type { FleetDay } from '../start/fleet-day.ts';

const refreshMilliseconds = 200;
/** More cars do not fit a screen. */
const mostCars = 16;

/** A display of the fleet on standard error: one bar for the time, one line for each car. Gives the way to end it. */
export function displayFleet(day: FleetDay): () => void {
  const bars = new MultiBar({
    format: '{time}  {bar}  {percentage} %  {underWay} rentals to go',
    hideCursor: true,
    clearOnComplete: false,
    stream: process.stderr,
  });
  const clock = bars.create(1000, 0, { time: localTime(day.now()), underWay: 0 });
  const cars = new Map<string, SingleBar>();
  const refresh = (): void => {
    clock.update(Math.round(day.progress() * 1000), {
      time: localTime(day.now()),
      underWay: day.world.rentalsUnderWay,
    });
    for (const car of day.world.cars.slice(0, mostCars)) {
      const known = cars.get(car.entry.car);
      if (known === undefined)
        cars.set(
          car.entry.car,
          bars.create(1, 0, payloadOf(car), { format: '{car}  {odometer} km  {state}' }),
        );
      else known.update(0, payloadOf(car));
    }
  };
  const timer = setInterval(refresh, refreshMilliseconds);
  return () => {
    clearInterval(timer);
    refresh();
    bars.stop();
  };
}

function payloadOf({ entry, unit }: WorldCar): Record<string, string> {
  const { odometerMillimetres, ignitionOn, doorsLocked, hundredthsKmPerHour } = unit.car.now();
  const speed = `${Math.round(hundredthsKmPerHour / 100)} km/h`;
  const state = ignitionOn ? `driving ${speed}` : doorsLocked ? 'parked' : 'unlocked';
  return { car: entry.car, odometer: kilometres(Math.floor(odometerMillimetres / 1000)), state };
}
