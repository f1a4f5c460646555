import { concat, fromHex } from '../codec/bytes.ts';
import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { CborWriter } from '../codec/writer.ts';
import { MalformedError } from '../errors.ts';
import type { CarId, JournalId } from '../ids.ts';
import { type Header, headerCodec } from './header.ts';

/** One record as sent: the exact bytes of its parts, which are what is hashed and signed (D2, clause 3.1). */
export interface RecordParts {
  readonly headerBytes: Uint8Array;
  /** Null where the body is withheld or erased. */
  readonly bodyBytes: Uint8Array | null;
  /** The car's Ed25519 signature over this record's own link, on records that seal what came before. */
  readonly signature: Uint8Array | null;
}

/** A record with its header read; the body stays bytes until its kind is known. */
export interface SentRecord extends RecordParts {
  readonly header: Header;
}

/** Largest record in bytes (clause 9). */
export const maxRecordBytes = 4096;

/** Of an array of three byte strings. */
const mostHeads = 1 + 3 * 5;

/** Record = [header, body / null, ? signature]. */
export function encodeRecord(parts: RecordParts): Uint8Array {
  const { headerBytes, bodyBytes, signature } = parts;
  const size = headerBytes.length + (bodyBytes?.length ?? 0) + (signature?.length ?? 0);
  const writer = new CborWriter(size + mostHeads);
  writer.array(signature === null ? 2 : 3);
  writer.bytes(headerBytes);
  if (bodyBytes === null) writer.null();
  else writer.bytes(bodyBytes);
  if (signature !== null) writer.bytes(signature);
  return writer.written();
}

/** @throws {MalformedError} naming the part. */
export function decodeRecord(bytes: Uint8Array): SentRecord {
  if (bytes.length > maxRecordBytes) throw new MalformedError(`record: over ${maxRecordBytes} bytes`);
  const parts = readParts(decode(bytes));
  return { ...parts, header: headerCodec.read(decode(parts.headerBytes)) };
}

function readParts(item: CborValue): RecordParts {
  if (!Array.isArray(item) || item.length < 2 || item.length > 3) {
    throw new MalformedError('record: not an array of two or three');
  }
  const [headerBytes, bodyBytes, signature = null]: readonly CborValue[] = item;
  if (!(headerBytes instanceof Uint8Array)) throw new MalformedError('record.header: not a byte string');
  if (bodyBytes !== null && !(bodyBytes instanceof Uint8Array)) {
    throw new MalformedError('record.body: neither a byte string nor null');
  }
  if (signature !== null && !(signature instanceof Uint8Array && signature.length === 64)) {
    throw new MalformedError('record.signature: not 64 bytes');
  }
  return { headerBytes, bodyBytes, signature };
}

/** What SHA-256 is taken over for the link in a journal's first record: car and journal (clause 3.6). */
export const genesisBytes = (car: CarId, journal: JournalId): Uint8Array =>
  concat(new TextEncoder().encode(`ritmeter/1/genesis/${car}/`), fromHex(journal));

/** What the car signs for a record (clause 3.8): Sig_structure of COSE_Sign1 (RFC 9052 §4.4) over its link. */
export const sealBytes = (link: Uint8Array): Uint8Array =>
  encode(['Signature1', fromHex('a10132'), new TextEncoder().encode('ritmeter/1/seal'), link]);
