import { z } from 'zod';
import { commandField, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { salt } from './salt.ts';

export const commandDone = mapCodec(
  'command-done',
  { salt: 0, command: 1, outcome: 2 },
  z.strictObject({
    salt,
    command: commandField,
    outcome: wordField({ done: 1, expired: 2, repeated: 3, refused: 4, 'not-confirmed': 5 }),
  }),
);
