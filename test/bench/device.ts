import { dayOfTenTrips } from './car-day.ts';
import { drivingFigures } from './car-drive.ts';
import { hourFigures } from './car-hour.ts';
import { type Figure, figure } from './figure.ts';

/** What a car's unit costs. */
export async function run(): Promise<readonly Figure[]> {
  const { mqttBytes, trips } = await dayOfTenTrips();
  return [
    figure('device.mqtt-per-day', mqttBytes / 1_000, 'kB', { atMost: 20 }),
    figure('device.mqtt-per-day.trips', trips, 'trips', 'reported'),
    ...hourFigures(),
    ...(await drivingFigures()),
  ];
}
