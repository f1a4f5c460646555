import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { importEndings } from './import-endings.ts';

describe('relative imports end in .ts', () => {
  testPlanted(importEndings, {
    found: [
      ['device/trip/trip.ts', "import { start } from './start';"],
      ['device/trip/trip.ts', "import { start } from './start.js';"],
      ['device/trip/trip.ts', "export * from '..';"],
    ],
    passed: [
      ['device/trip/trip.ts', "import { start } from './start.ts';"],
      ['device/trip/trip.ts', "import cycle from './wltc.json' with { type: 'json' };"],
      ['device/trip/trip.ts', "import { z } from 'zod';\nimport { createHash } from 'node:crypto';"],
    ],
  });
});
