import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { wallClock } from './wall-clock.ts';

describe('time comes from the Clock port (D1)', () => {
  testPlanted(wallClock, {
    found: [
      ['device/trip/trip.ts', 'const now = Date.now();'],
      ['device/trip/trip.ts', 'const clock = { now: Date.now };'],
      ['device/trip/trip.ts', "const now = globalThis.Date['now']();"],
      ['gateway/rental/rental.ts', 'const now = new Date();'],
      ['gateway/rental/rental.ts', 'const now = new Date;'],
      ['gateway/rental/rental.ts', 'const now = Date();'],
      ['simulator/world.ts', 'const now = performance.now();'],
      ['simulator/world.ts', 'const now = process.hrtime.bigint();'],
      ['protocol/runtime.ts', 'const now = Temporal.Now.instant();'],
      ['protocol/runtime.ts', `const text = \`at \${Date.now()}\`;`],
    ],
    passed: [
      ['device/trip/trip.ts', 'const at = new Date(wallMilliseconds);'],
      ['device/trip/trip.ts', 'const now = clock.now(); // never Date.now()'],
      [
        'device/trip/trip.ts',
        "const text = 'Date.now()'; const pattern = /new Date()/; const shown = `new Date()`;",
      ],
      ['device/trip/trip.ts', 'function show(at: Date): boolean { return at instanceof Date; }'],
      ['device/main.ts', 'const now = Date.now();'],
      ['gateway/adapters/clock.ts', 'export const now = () => performance.now();'],
      ['test/bench/figure.ts', 'const now = performance.now();'],
    ],
  });
});
