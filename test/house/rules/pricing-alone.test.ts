import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { pricingAlone } from './pricing-alone.ts';

describe('gateway/pricing imports its own files only (D10)', () => {
  testPlanted(pricingAlone, {
    found: [
      ['gateway/pricing/night.ts', "import { rentals } from '../rental/rental.ts';"],
      ['gateway/pricing/night.ts', "import type { Metres } from '../../protocol/units.ts';"],
    ],
    passed: [
      ['gateway/pricing/night.ts', "import { cents } from './money.ts';"],
      ['gateway/pricing/lists/list-2026.ts', "import { cents } from '../money.ts';"],
      ['gateway/pricing/list.ts', "import { z } from 'zod';"],
      ['gateway/pricing-page.ts', "import { rentals } from './rental/rental.ts';"],
    ],
  });
});
