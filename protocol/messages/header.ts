import { z } from 'zod';
import {
  bytes,
  journalField,
  metresField,
  millisecondsField,
  uint,
  wallTimeField,
  wordField,
} from './fields.ts';
import { mapCodec } from './map.ts';
import { clockQualities, odometerSources } from './words.ts';

/** A link: SHA-256 of a header as sent (D2). */
export const linkField = bytes(32);

const schema = z.strictObject({
  journal: journalField,
  seq: uint.min(1),
  /** A number of the registry; a reader takes kinds that it does not know as they are (clause 3.7). */
  kind: uint,
  wallTime: wallTimeField,
  clockQuality: wordField(clockQualities),
  /** Since boot `bootCount`. */
  elapsed: millisecondsField,
  bootCount: uint,
  odometerMetres: metresField,
  odometerSource: wordField(odometerSources),
  link: linkField,
  bodyDigest: bytes(32),
});

/** The part of a record that holds no personal data and is never withheld (D2, clause 3.3). */
export type Header = z.output<typeof schema>;

export const headerCodec = mapCodec(
  'record header',
  {
    journal: 1,
    seq: 2,
    kind: 3,
    wallTime: 4,
    clockQuality: 5,
    elapsed: 6,
    bootCount: 7,
    odometerMetres: 8,
    odometerSource: 9,
    link: 10,
    bodyDigest: 11,
  },
  schema,
);
