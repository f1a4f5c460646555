import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { directions } from './directions.ts';

describe('packages import in the directions of the design', () => {
  testPlanted(directions, {
    found: [
      ['protocol/units.ts', "import { trip } from '../device/trip/trip.ts';"],
      ['protocol/units.ts', "import type { Trip } from '../gateway/ports.ts';"],
      ['device/obd/elm.ts', "import { ingest } from '../../gateway/ingest/ingest.ts';"],
      ['gateway/ingest/ingest.ts', "type Elm = import('../../device/ports.ts').Elm;"],
      ['device/device.ts', "export { world } from '../simulator/world.ts';"],
      ['gateway/main.ts', "await import('../simulator/world.ts');"],
      ['device/device.ts', "import { fleet } from '../test/support/fleet.ts';"],
      ['simulator/world.ts', "import { fleet } from '../test/support/fleet.ts';"],
      ['simulator/world.ts', "import { trip } from '../device/trip/trip.ts';"],
      ['simulator/world.ts', "import type { Price } from '../gateway/pricing/price.ts';"],
      ['simulator/world.ts', "import { journalFile } from '../device/adapters/journal-file.ts';"],
      ['simulator/main.ts', "import { trip } from '../device/trip/trip.ts';"],
      ['simulator/main.ts', "import './phone/main.ts';"],
      ['test/device/device.test.ts', "import '../../device/main.ts';"],
      ['protocol/codec/cbor.ts', "import manifest from '../../package.json' with { type: 'json' };"],
      ['device/device.ts', 'const load = (name: string) => import(name);'],
    ],
    passed: [
      ['protocol/token/claims.ts', "import { encode } from '../codec/cbor.ts';"],
      ['device/obd/elm.ts', "import { metres } from '../../protocol/units.ts';"],
      ['gateway/ingest/ingest.ts', "import { decode } from '../../protocol/codec/cbor.ts';"],
      [
        'simulator/world.ts',
        "import { createDevice } from '../device/device.ts';\nimport type { Broker } from '../gateway/ports.ts';",
      ],
      ['simulator/main.ts', "import { journalFile } from '../device/adapters/journal-file.ts';"],
      ['simulator/phone/main.ts', "const { open } = await import('../../gateway/adapters/database.ts');"],
      [
        'test/device/trip/trip.test.ts',
        "import { world } from '../../../simulator/world.ts';\nimport '../../../gateway/pricing/price.ts';",
      ],
      ['test/bench/main.ts', 'const load = (name: string) => import(name);'],
      ['protocol/units.ts', "import { z } from 'zod';"],
      [
        'protocol/units.ts',
        `const text = "import { trip } from '../device/trip/trip.ts'"; // import '../gateway/main.ts'`,
      ],
    ],
  });
});
