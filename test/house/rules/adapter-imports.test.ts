import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { adapterImports } from './adapter-imports.ts';

describe('only a main.ts, adapters and tests import adapters', () => {
  testPlanted(adapterImports, {
    found: [
      ['device/device.ts', "import { serialLine } from './adapters/serial-line.ts';"],
      ['gateway/storage/store.ts', "import type { Database } from '../adapters/database.ts';"],
    ],
    passed: [
      ['device/main.ts', "import { serialLine } from './adapters/serial-line.ts';"],
      ['device/adapters/modbus.ts', "import { serialLine } from './serial-line.ts';"],
      ['test/contract/bytes.test.ts', "import { serialLine } from '../../device/adapters/serial-line.ts';"],
      ['device/obd/adapters.ts', "import { elm } from './elm.ts';"],
      ['device/device.ts', "import { list } from './obd/adapters.ts';"],
    ],
  });
});
