import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { featureFolders } from './feature-folders.ts';

describe('feature folders take types of each other, not code', () => {
  testPlanted(featureFolders, {
    found: [
      ['device/trip/trip.ts', "import { readOdometer } from '../obd/odometer.ts';"],
      ['device/trip/trip.ts', "import { type Reading, readOdometer } from '../obd/odometer.ts';"],
      ['device/trip/trip.ts', "import '../obd/odometer.ts';"],
      ['gateway/rental/rental.ts', "export { price } from '../pricing/price.ts';"],
      ['gateway/rental/rental.ts', "const load = () => import('../pricing/price.ts');"],
    ],
    passed: [
      ['device/trip/trip.ts', "import type { Reading } from '../obd/odometer.ts';"],
      ['device/trip/trip.ts', "import { type Reading, type Source } from '../obd/odometer.ts';"],
      ['device/trip/trip.ts', "type Reading = import('../obd/odometer.ts').Reading;"],
      ['device/trip/trip.ts', "import { startTrip } from './start.ts';"],
      ['device/trip/trip.ts', "import { limits } from '../config.ts';"],
      ['device/device.ts', "import { readOdometer } from './obd/odometer.ts';"],
      ['gateway/adapters/store-worker.ts', "import { ingest } from '../ingest/ingest.ts';"],
      ['protocol/token/claims.ts', "import { encode } from '../codec/cbor.ts';"],
      ['test/device/trip/trip.test.ts', "import { readOdometer } from '../../../device/obd/odometer.ts';"],
    ],
  });
});
