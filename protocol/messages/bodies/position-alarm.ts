import { z } from 'zod';
import { uint, wordField } from '../fields.ts';
import { mapCodec } from '../map.ts';
import { alarmNames } from '../words.ts';
import { salt } from './salt.ts';

const microdegrees = (most: number) =>
  z
    .number()
    .int()
    .min(-most * 1_000_000)
    .max(most * 1_000_000);

/** Where the car is, with an alarm for which the operator has configured that it says so: the only position that leaves it. */
export const positionAlarm = mapCodec(
  'position-alarm',
  { salt: 0, alarm: 1, latitudeMicrodegrees: 2, longitudeMicrodegrees: 3, accuracyMetres: 4 },
  z.strictObject({
    salt,
    alarm: wordField(alarmNames),
    latitudeMicrodegrees: microdegrees(90),
    longitudeMicrodegrees: microdegrees(180),
    accuracyMetres: uint,
  }),
);
