import { z } from 'zod';
import { wallTimeField, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { odometerSources } from '../words.ts';
import { salt } from './salt.ts';

/** The car moved, and no source said how far: nothing was counted for this time (D9). */
export const stretchUnknown = mapCodec(
  'stretch-unknown',
  { salt: 0, startedAt: 1, endedAt: 2, source: 3 },
  z.strictObject({
    salt,
    startedAt: wallTimeField,
    endedAt: wallTimeField,
    /** The one that was in use, and was silent. */
    source: wordField(odometerSources),
  }),
);
