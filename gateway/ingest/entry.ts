import { sameBytes } from '../../protocol/codec/bytes.ts';
import { messageOf } from '../../protocol/errors.ts';
import type { JournalId } from '../../protocol/ids.ts';
import type { Header } from '../../protocol/messages/header.ts';
import type { UnpackedRecord } from '../../protocol/messages/packed-batch.ts';
import { decodeRecord, type SentRecord } from '../../protocol/messages/record.ts';
import { decodeBody, type Fact } from '../../protocol/messages/registry.ts';
import { sha256 } from '../../protocol/node-digest.ts';

/** One record of a batch, looked at by itself. */
export type Entry = ReadableEntry | RejectedEntry | ContradictoryEntry;

interface Raw {
  readonly seq: number;
  /** As sent. */
  readonly raw: Uint8Array;
}

export interface ReadableEntry extends Raw {
  readonly kind: 'record';
  readonly header: Header;
  /** SHA-256 of the header as sent. */
  readonly link: Uint8Array;
  /** Null where the kind is unknown here (clause 10.3) or the body withheld. */
  readonly fact: Fact | null;
  readonly signature: Uint8Array | null;
}

/** Cannot be decoded (D4). */
export interface RejectedEntry extends Raw {
  readonly kind: 'rejected';
  readonly reason: string;
  /** Null where not even the header can be read. */
  readonly link: Uint8Array | null;
}

/** Can be decoded, and contradicts its envelope or itself. */
export interface ContradictoryEntry extends Raw {
  readonly kind: 'contradictory';
  readonly reason: string;
  readonly link: Uint8Array;
}

/** Reads the record that an envelope puts at this place of this journal. Pure; never throws. */
export function readEntry(journal: JournalId, seq: number, raw: Uint8Array): Entry {
  const sent = attempt(() => decodeRecord(raw));
  if (!sent.ok) return { kind: 'rejected', seq, raw, reason: sent.reason, link: null };
  const link = sha256(sent.value.headerBytes);
  const contradiction = contradictionIn(sent.value, journal, seq);
  if (contradiction !== null) return { kind: 'contradictory', seq, raw, reason: contradiction, link };
  return consistentEntry(seq, raw, sent.value, link);
}

/** The same for a record that was packed: its header was made of this envelope. */
export function unpackedEntry(seq: number, record: UnpackedRecord): Entry {
  const { raw, link, isOwnDigest } = record;
  if (!isOwnDigest && hasOtherBody(record))
    return { kind: 'contradictory', seq, raw, reason: otherDigest, link };
  return consistentEntry(seq, raw, record, link);
}

function consistentEntry(
  seq: number,
  raw: Uint8Array,
  { header, bodyBytes, signature }: SentRecord,
  link: Uint8Array,
): Entry {
  const fact = attempt(() => (bodyBytes === null ? null : decodeBody(header.kind, bodyBytes)));
  if (!fact.ok) return { kind: 'rejected', seq, raw, reason: fact.reason, link };
  return { kind: 'record', seq, raw, header, link, fact: fact.value, signature };
}

const otherDigest = 'the body has another digest than the header names';

const hasOtherBody = ({ header, bodyBytes }: SentRecord): boolean =>
  bodyBytes !== null && !sameBytes(sha256(bodyBytes), header.bodyDigest);

function contradictionIn(sent: SentRecord, journal: JournalId, seq: number): string | null {
  const { header } = sent;
  if (header.journal !== journal) return `header names journal ${header.journal}, the envelope ${journal}`;
  if (header.seq !== seq) return `header names seq ${header.seq}, the envelope ${seq}`;
  return hasOtherBody(sent) ? otherDigest : null;
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

function attempt<T>(read: () => T): Attempt<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  }
}
