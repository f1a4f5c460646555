import { createHash } from 'node:crypto';
import { toHex } from '../../protocol/codec/bytes.ts';
import { encode } from '../../protocol/codec/cbor.ts';
import { type EntryBody, encodeEntryBody, entryKinds } from '../../protocol/entry/bodies.ts';
import {
  type EntryNote,
  encodeEntry,
  entryGenesisBytes,
  entryHeaderCodec,
  entryNoteCodec,
  entrySealBytes,
} from '../../protocol/entry/entry.ts';
import { type ChargeId, chargeId, type Pseudonym, pseudonym } from '../../protocol/ids.ts';
import type { Clock, Random } from '../../protocol/runtime.ts';
import type { Sign } from '../../protocol/token/signed.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { EntryRow } from '../storage/entries.ts';
import type { PersonKind } from '../storage/pseudonyms.ts';
import type { Storage } from '../storage/storage.ts';

export interface EntryLogParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  /** With the operator's billing key. */
  readonly sign: Sign;
}

/** What the operator enters: numbered, chained and signed, never changed (clause 14.1). Every method within a transaction. */
export interface EntryLog {
  append(body: EntryBody, note?: EntryNote): EntryRow;
  /** The pseudonym of a customer or driver, made when it is first asked for. */
  pseudonymOf(kind: PersonKind, name: string): Pseudonym;
  newCharge(): ChargeId;
  now(): EpochMilliseconds;
}

export function createEntryLog({ storage, clock, random, sign }: EntryLogParts): EntryLog {
  return {
    append(body, note) {
      const last = storage.entries.last();
      const number = (last?.number ?? 0) + 1;
      const enteredAt = clock.wall();
      const bodyBytes = encodeEntryBody(body);
      const found = foundBy(body);
      const noteBytes = note === undefined ? null : encodeNote(note, random);
      const headerBytes = encode(
        entryHeaderCodec.write({
          number,
          kind: entryKinds[body.kind].number,
          enteredAt,
          link: last?.link ?? sha256(entryGenesisBytes),
          bodyDigest: sha256(bodyBytes),
          ...(noteBytes === null ? {} : { noteDigest: sha256(noteBytes) }),
          ...(found.reservation === null
            ? {}
            : { ordinal: storage.entries.ofReservation(found.reservation).length + 1 }),
        }),
      );
      const link = sha256(headerBytes);
      const signature = sign(entrySealBytes(link));
      const raw = encodeEntry({ headerBytes, bodyBytes, noteBytes, signature });
      const row = { number, kind: body.kind, enteredAt, link, raw, ...found };
      storage.entries.insert(row);
      return row;
    },
    pseudonymOf(kind, name) {
      const known = storage.pseudonyms.of(kind, name);
      if (known !== undefined) return known;
      const fresh = pseudonym(toHex(random.bytes(8)));
      storage.pseudonyms.insert({ pseudonym: fresh, kind, name });
      return fresh;
    },
    newCharge: () => chargeId(toHex(random.bytes(8))),
    now: () => clock.wall(),
  };
}

const encodeNote = (note: EntryNote, random: Random): Uint8Array =>
  encode(entryNoteCodec.write({ salt: random.bytes(16), ...note }));

const foundBy = (body: EntryBody): Pick<EntryRow, 'reservation' | 'customer' | 'car'> => ({
  reservation: ('reservation' in body && body.reservation) || null,
  customer: ('customer' in body && body.customer) || null,
  car: ('car' in body && body.car) || null,
});

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
