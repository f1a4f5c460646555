import { z } from 'zod';
import { uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

/** What became of a configuration that was sent to the car (clause 13). */
export const configurationChanged = mapCodec(
  'configuration-changed',
  { salt: 0, version: 1, outcome: 2 },
  z.strictObject({
    salt,
    version: uint,
    /** `trying`: it holds, until the gateway is reached with it, `kept`, or not, `taken-back`. */
    outcome: wordField({ trying: 1, kept: 2, 'taken-back': 3, refused: 4 }),
  }),
);
