import { expect, test } from 'vitest';
import { storm } from './storm.ts';

const minutes = 60_000;
const length = 2 * minutes;
const brokers = ['embedded', 'mosquitto'] as const;
/** Another one each time: RITMETER_STORM_SEED repeats one, as far as processes can be repeated. */
const { RITMETER_STORM_SEED: given } = process.env;
const seed = Number(given ?? Date.now() % 2 ** 32);

test(
  'two minutes of kills, freezes, cut connections and full disks: every record once and in order, every rental priced once',
  async () => {
    const reports = await Promise.all(brokers.map((broker) => storm({ seed, broker, milliseconds: length })));
    for (const { faults, hazards, evidence, seenRentals, connectionsCut, restarts } of reports) {
      const told = `RITMETER_STORM_SEED=${seed}, evidence in ${evidence}\n${hazards.join('\n')}`;
      expect(faults, told).toEqual([]);
      expect(seenRentals, told).toBeGreaterThanOrEqual(4);
      expect(connectionsCut, told).toBeGreaterThan(0);
      expect(restarts, told).toBeGreaterThan(10);
    }
  },
  8 * minutes,
);
