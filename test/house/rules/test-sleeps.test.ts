import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { testSleeps } from './test-sleeps.ts';

describe('no test sleeps by the wall clock', () => {
  testPlanted(testSleeps, {
    found: [
      ['test/device/trip/trip.test.ts', 'await new Promise((wake) => setTimeout(wake, 50));'],
      ['test/device/trip/trip.test.ts', "import { setTimeout } from 'node:timers/promises';"],
      ['test/simulation/day.test.ts', 'setInterval(look, 10);'],
    ],
    passed: [
      ['test/machine/kill.test.ts', 'await new Promise((wake) => setTimeout(wake, 50));'],
      ['test/support/eventually.ts', 'await new Promise((wake) => setTimeout(wake, 50));'],
      ['test/device/trip/trip.test.ts', 'clock.setTimeout(wake, 50); // like setTimeout'],
      ['device/adapters/timers.ts', 'setTimeout(wake, 50);'],
    ],
  });
});
