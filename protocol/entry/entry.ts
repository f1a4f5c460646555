import { z } from 'zod';
import { fromHex } from '../codec/bytes.ts';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { MalformedError } from '../errors.ts';
import { bytes, uint, wallTimeField } from '../messages/fields.ts';
import { mapCodec } from '../messages/map.ts';

const headerSchema = z.strictObject({
  /** 1 for the first entry of a gateway, and one more for each next. */
  number: uint.min(1),
  kind: uint,
  enteredAt: wallTimeField,
  /** SHA-256 of the header of the entry before. */
  link: bytes(32),
  bodyDigest: bytes(32),
  /** Of the note; absent where there is none. */
  noteDigest: bytes(32).optional(),
  /** Where the body names a reservation: 1 for the first entry about it, and one more for each next. */
  ordinal: uint.min(1).optional(),
});

/** The part of an entry that its link is taken over (clause 14.1). */
export type EntryHeader = z.output<typeof headerSchema>;

export const entryHeaderCodec = mapCodec(
  'entry-header',
  { number: 1, kind: 2, enteredAt: 3, link: 4, bodyDigest: 5, noteDigest: 6, ordinal: 7 },
  headerSchema,
);

/** Who entered something and why: it may name people, so it can be withheld and leaves its digest (clause 14.1). */
export const entryNoteCodec = mapCodec(
  'entry-note',
  { salt: 0, by: 1, reason: 2 },
  z.strictObject({ salt: bytes(16), by: z.string().min(1).max(64), reason: z.string().min(1).max(500) }),
);
export interface EntryNote {
  readonly by: string;
  readonly reason: string;
}

/** An entry as it is kept: the exact bytes of its parts. */
export interface EntryParts {
  readonly headerBytes: Uint8Array;
  readonly bodyBytes: Uint8Array;
  /** Null where there is none, or where it was withheld. */
  readonly noteBytes: Uint8Array | null;
  /** The operator's Ed25519 signature over the link. */
  readonly signature: Uint8Array;
}

/** Largest entry in bytes (clause 9). */
export const maxEntryBytes = 4096;

/** Entry = [header, body, note / null, signature]. */
export const encodeEntry = ({ headerBytes, bodyBytes, noteBytes, signature }: EntryParts): Uint8Array =>
  encode([headerBytes, bodyBytes, noteBytes, signature]);

/** @throws {MalformedError} naming the part. */
export function decodeEntry(entry: Uint8Array): EntryParts & { readonly header: EntryHeader } {
  if (entry.length > maxEntryBytes) throw new MalformedError(`entry: over ${maxEntryBytes} bytes`);
  const item = decode(entry);
  if (!Array.isArray(item) || item.length !== 4) throw new MalformedError('entry: not an array of four');
  const [headerBytes, bodyBytes, noteBytes, signature]: readonly CborValue[] = item;
  if (!(headerBytes instanceof Uint8Array)) throw new MalformedError('entry.header: not a byte string');
  if (!(bodyBytes instanceof Uint8Array)) throw new MalformedError('entry.body: not a byte string');
  if (noteBytes !== null && !(noteBytes instanceof Uint8Array))
    throw new MalformedError('entry.note: neither a byte string nor null');
  if (!(signature instanceof Uint8Array && signature.length === 64))
    throw new MalformedError('entry.signature: not 64 bytes');
  const header = entryHeaderCodec.read(decode(headerBytes));
  return { headerBytes, bodyBytes, noteBytes, signature, header };
}

/** What SHA-256 is taken over for the link in entry 1. */
export const entryGenesisBytes = new TextEncoder().encode('ritmeter/1/entries');

/** What the operator signs for an entry: Sig_structure of COSE_Sign1 (RFC 9052 §4.4) over its link. */
export const entrySealBytes = (link: Uint8Array): Uint8Array =>
  encode(['Signature1', fromHex('a10132'), new TextEncoder().encode('ritmeter/1/entry'), link]);
