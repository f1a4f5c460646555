import { decode } from '../../protocol/codec/cbor.ts';
import type { EntryBody } from '../../protocol/entry/bodies.ts';
import { decodeEntryBody } from '../../protocol/entry/bodies.ts';
import { decodeEntry, type EntryNote, entryNoteCodec } from '../../protocol/entry/entry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';

/** An entry of the operator, read. */
export interface ReadEntry {
  readonly number: number;
  readonly enteredAt: EpochMilliseconds;
  readonly body: EntryBody;
}

/** Null where its kind is unknown here. @throws {MalformedError} */
export function readEntryOf(raw: Uint8Array): ReadEntry | null {
  const { header, bodyBytes } = decodeEntry(raw);
  const body = decodeEntryBody(header.kind, bodyBytes);
  return body === null ? null : { number: header.number, enteredAt: header.enteredAt, body };
}

/** Who entered it and why; null where it says nothing, or nothing any more. @throws {MalformedError} */
export function noteOf(raw: Uint8Array): EntryNote | null {
  const { noteBytes } = decodeEntry(raw);
  if (noteBytes === null) return null;
  const { by, reason } = entryNoteCodec.read(decode(noteBytes));
  return { by, reason };
}
