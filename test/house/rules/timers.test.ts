import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { timers } from './timers.ts';

describe('waiting goes through the Timers port (D1)', () => {
  testPlanted(timers, {
    found: [
      ['device/uplink/retry.ts', 'setTimeout(() => undefined, 1000);'],
      ['device/uplink/retry.ts', 'const timers = { setTimeout };'],
      ['device/uplink/retry.ts', 'globalThis.setInterval(tick, 5);'],
      ['gateway/ingest/batch.ts', 'const start = setImmediate;'],
      ['gateway/ingest/batch.ts', "import { setTimeout as sleep } from 'node:timers/promises';"],
      ['simulator/world.ts', "import * as timers from 'timers';"],
      ['simulator/kernel/settling.ts', 'setTimeout(settle, 1);'],
    ],
    passed: [
      ['simulator/kernel/settling.ts', 'setImmediate(settle);'],
      ['device/uplink/retry.ts', 'timers.setTimeout(() => undefined, 1000);'],
      ['device/ports.ts', 'interface Timers { setTimeout(run: () => void, milliseconds: number): void }'],
      ['device/uplink/retry.ts', 'const timers = { setTimeout: schedule }; // not setTimeout()'],
      ['simulator/main.ts', 'setImmediate(step);'],
      ['gateway/adapters/timers.ts', 'setTimeout(() => undefined, 1000);'],
    ],
  });
});
