import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { outsideWorld } from './outside-world.ts';

describe('disk, network and environment are reached through ports (D1)', () => {
  testPlanted(outsideWorld, {
    found: [
      ['device/journal/segment.ts', "import { open } from 'node:fs/promises';"],
      ['device/journal/segment.ts', "import * as fs from 'fs';"],
      ['device/journal/segment.ts', "const fs = await import('node:fs');"],
      ['gateway/http/routes.ts', "import { createServer } from 'node:http';"],
      ['gateway/ingest/ingest.ts', "import { Aedes } from 'aedes';"],
      ['gateway/config.ts', "const port = process.env['PORT'];"],
      ['gateway/config.ts', 'const { PORT } = process.env;'],
      ['gateway/config.ts', "import { env } from 'node:process';"],
      ['simulator/world.ts', "import mqtt from 'mqtt';"],
    ],
    passed: [
      ['device/journal/segment.ts', "import { createHash } from 'node:crypto';"],
      ['device/journal/segment.ts', "import type { Stats } from 'node:fs';"],
      ['device/journal/segment.ts', "import { fs } from './fs.ts'; // not node:fs"],
      ['device/trip/trip.ts', 'const processed = machine.process.env;'],
      ['device/main.ts', "import { readFileSync } from 'node:fs';\nconst port = process.env['PORT'];"],
      ['device/adapters/journal-file.ts', "import { open } from 'node:fs/promises';"],
      ['test/house/tree.ts', "import { readFileSync } from 'node:fs';"],
    ],
  });
});
