import { z } from 'zod';
import { fromHex } from '../codec/bytes.ts';
import { CborWriter } from '../codec/writer.ts';
import {
  bytes,
  journalField,
  metresField,
  millisecondsField,
  positive,
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
  seq: positive,
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

const fieldCount = 11;
/** Eleven keys, a journal, eight numbers, two digests. */
const mostHeaderBytes = 1 + fieldCount + 9 + 8 * 9 + 2 * 34;

/** The bytes of `headerCodec.write`, for a header whose fields are known to be good. */
export function encodeHeader(header: Header): Uint8Array {
  const writer = new CborWriter(mostHeaderBytes);
  const numberAt = (key: number, value: number): void => {
    writer.uint(key);
    writer.uint(value);
  };
  const bytesAt = (key: number, bytes: Uint8Array): void => {
    writer.uint(key);
    writer.bytes(bytes);
  };
  writer.map(fieldCount);
  bytesAt(1, fromHex(header.journal));
  numberAt(2, header.seq);
  numberAt(3, header.kind);
  numberAt(4, header.wallTime);
  numberAt(5, clockQualities[header.clockQuality]);
  numberAt(6, header.elapsed);
  numberAt(7, header.bootCount);
  numberAt(8, header.odometerMetres);
  numberAt(9, odometerSources[header.odometerSource]);
  bytesAt(10, header.link);
  bytesAt(11, header.bodyDigest);
  return writer.written();
}
