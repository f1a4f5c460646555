import { expect, test } from 'vitest';
import type { Line } from '../../../../device/ports.ts';
import { us06 } from '../../../../simulator/car/cycles/us06.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

/** A line that hands bytes on one by one, each followed by a stray NUL. */
const crumbling = (line: Line): Line => ({
  open: (events) =>
    line.open({
      ...events,
      data(bytes) {
        for (const byte of bytes) events.data(Uint8Array.of(byte, 0));
      },
    }),
});

async function readingsOf(options: { wrap?: (line: Line) => Line }) {
  const bench = createObdBench(options);
  bench.obd.start();
  bench.startEngine();
  await bench.advance(6000);
  bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  await bench.advance(60_000);
  return bench.readings;
}

test('bytes that come one by one, with stray NULs, give the same readings', async () => {
  const whole = await readingsOf({});
  expect(whole.length).toBeGreaterThan(60);
  expect(await readingsOf({ wrap: crumbling })).toEqual(whole);
});
