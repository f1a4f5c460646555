import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { barrels } from './barrels.ts';

describe('no file only re-exports', () => {
  testPlanted(barrels, {
    found: [
      ['device/obd/index.ts', "export * from './elm.ts';"],
      [
        'device/obd/index.ts',
        "export { elm } from './elm.ts';\nexport type { Reading } from './reading.ts';",
      ],
      ['device/obd/index.ts', "import { elm } from './elm.ts';\nexport { elm };"],
    ],
    passed: [
      ['device/obd/elm.ts', "export { limits } from './limits.ts';\nexport const elm = 1;"],
      ['device/obd/elm.ts', 'const elm = 1;\nexport { elm };'],
      ['device/main.ts', "import './elm.ts';"],
      ['device/obd/empty.ts', '// nothing yet'],
    ],
  });
});
