import { z } from 'zod';
import { metresField, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { odometerSources } from '../words.ts';
import { salt } from './salt.ts';

/** The odometer took a step that is no distance driven (D9). */
export const odometerRebased = mapCodec(
  'odometer-rebased',
  { salt: 0, source: 1, beforeMetres: 2, afterMetres: 3, offsetMetres: 4, reason: 5 },
  z.strictObject({
    salt,
    source: wordField(odometerSources),
    beforeMetres: metresField,
    afterMetres: metresField,
    /** Odometer minus what the source itself counts; lets a restarted car go on with a relative source. */
    offsetMetres: z.number().int(),
    reason: wordField({
      'first-reading': 1,
      'source-changed': 2,
      rollback: 3,
      jump: 4,
      'counter-reset': 5,
      'moved-unseen': 6,
      /** The source stood still while another one counted. */
      'source-frozen': 7,
    }),
  }),
);
