import { dayOfTenTrips } from './car-day.ts';
import { drivingFigures, startFigures } from './car-drive.ts';
import { hourFigures } from './car-hour.ts';
import { type Figure, figure, figuresOf, type Part } from './figure.ts';

const parts = (minutes: number): readonly Part[] => [
  { figures: ['device.mqtt-per-day', 'device.mqtt-per-day.trips'], run: dayFigures },
  { figures: ['device.heap', 'device.heap-growth'], run: hourFigures },
  { figures: ['device.start'], run: startFigures },
  {
    figures: ['device.memory', 'device.memory-growth', 'device.cpu', 'device.memory.polls'],
    run: () => drivingFigures(minutes),
  },
];

/** What a car's unit costs. */
export const run = (only?: string, minutes = 1): Promise<readonly Figure[]> =>
  figuresOf(parts(minutes), only);

async function dayFigures(): Promise<readonly Figure[]> {
  const { mqttBytes, trips } = await dayOfTenTrips();
  return [
    figure('device.mqtt-per-day', mqttBytes / 1_000, 'kB', { atMost: 20 }),
    figure('device.mqtt-per-day.trips', trips, 'trips', 'reported'),
  ];
}
