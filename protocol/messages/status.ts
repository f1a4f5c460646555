import { z } from 'zod';
import { decode, encode } from '../codec/cbor.ts';
import { journalField, uint, wordField } from './fields.ts';
import { mapCodec } from './map.ts';
import { clockQualities } from './words.ts';

const schema = z.strictObject({
  state: wordField({ offline: 0, online: 1 }),
  /** Absent in the last will, which says `offline` and nothing more. */
  software: z.string().max(64).optional(),
  /** Versions of this protocol that the car speaks, within the major version of the topic (clause 10.2). */
  versions: z.array(uint).max(16).optional(),
  journal: journalField.optional(),
  lastSeq: uint.optional(),
  bootCount: uint.optional(),
  clockQuality: wordField(clockQualities).optional(),
});

/** Retained, and the last will of the connection (clause 5.1). For display: nothing is decided on it. */
export type Status = z.output<typeof schema>;

const codec = mapCodec(
  'status',
  { state: 1, software: 2, versions: 3, journal: 4, lastSeq: 5, bootCount: 6, clockQuality: 7 },
  schema,
);

export const encodeStatus = (status: Status): Uint8Array => encode(codec.write(status));
/** @throws {MalformedError} */
export const decodeStatus = (bytes: Uint8Array): Status => codec.read(decode(bytes));
