import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { crc32 } from '../../protocol/codec/crc32.ts';
import { Fault } from '../../protocol/errors.ts';
import { type JournalId, journalId } from '../../protocol/ids.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';

/** The first bytes of every segment. */
export interface SegmentHeader {
  readonly journalId: JournalId;
  readonly generation: number;
  /** Wall time at which the segment was begun. */
  readonly createdAt: EpochMilliseconds;
  /** Up to which record the gateway had receipted at that time (D3); 0 for none. */
  readonly releasedThrough: number;
}

export const segmentHeaderBytes = 32;

const magic = 0x524d4a; // "RMJ"
const formatVersion = 1;

const versionAt = 3;
const journalAt = 4;
const generationAt = 12;
const createdAt = 16;
const releasedAt = 24;
const crcAt = 28;

export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(segmentHeaderBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic * 256 + formatVersion);
  bytes.set(fromHex(header.journalId), journalAt);
  view.setUint32(generationAt, header.generation);
  view.setBigUint64(createdAt, BigInt(header.createdAt));
  view.setUint32(releasedAt, header.releasedThrough);
  view.setUint32(crcAt, crc32(bytes.subarray(0, crcAt)));
  return bytes;
}

/**
 * The header, or null where it is torn or damaged: what follows may still be good.
 * @throws {Fault} `journal-version-unknown`: whole, but written by a newer version; nothing may be cut or removed then.
 */
export function decodeSegmentHeader(bytes: Uint8Array): SegmentHeader | null {
  if (bytes.length < segmentHeaderBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, segmentHeaderBytes);
  if (view.getUint32(0) >>> 8 !== magic) return null;
  if (view.getUint32(crcAt) !== crc32(bytes.subarray(0, crcAt))) return null;
  requireKnownVersion(view.getUint8(versionAt));
  return {
    journalId: journalId(toHex(bytes.subarray(journalAt, generationAt))),
    generation: view.getUint32(generationAt),
    createdAt: epochMilliseconds(Number(view.getBigUint64(createdAt))),
    releasedThrough: view.getUint32(releasedAt),
  };
}

function requireKnownVersion(version: number): void {
  if (version === formatVersion) return;
  throw new Fault(
    { code: 'journal-version-unknown', blame: 'operator' },
    `the journal is in format ${version}; this program knows format ${formatVersion}: install one that knows it`,
  );
}
