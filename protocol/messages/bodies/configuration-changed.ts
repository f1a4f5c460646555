import { z } from 'zod';
import { uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** What became of settings that were sent to the car (clause 13.5). */
export const configurationChanged = mapCodec(
  'configuration-changed',
  { salt: 0, version: 1, outcome: 2, reason: 3 },
  z.strictObject({
    salt,
    version: uint,
    /** `trying`: they hold until the gateway is reached with them, `kept`, or not, `taken-back`. */
    outcome: wordField({ trying: 1, kept: 2, 'taken-back': 3, refused: 4 }),
    /** Why they were taken back or refused. */
    reason: wordField({
      'gateway-not-reached': 1,
      restarted: 2,
      invalid: 3,
      'profile-unknown': 4,
    }).optional(),
  }),
);
