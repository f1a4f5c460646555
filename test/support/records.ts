import { encode } from '../../protocol/codec/cbor.ts';
import { type CarId, carId, type JournalId, journalId } from '../../protocol/ids.ts';
import { encodeBatch } from '../../protocol/messages/batch.ts';
import { type Header, headerCodec } from '../../protocol/messages/header.ts';
import { encodeLossNotice, type LossNotice } from '../../protocol/messages/loss-notice.ts';
import { encodeRecord, genesisBytes, sealBytes } from '../../protocol/messages/record.ts';
import { encodeBody, type Fact, kindNumber, type RecordKind } from '../../protocol/messages/registry.ts';
import { encodeSigned } from '../../protocol/token/signed.ts';
import { topicOf } from '../../protocol/topics.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { ed25519Key, sha256 } from './signing-keys.ts';

/** A car's identity as its records need it. */
export interface RecordingCar {
  readonly car: CarId;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

/** A car with a key of its own; another name, another key. */
export function recordingCar(name: string): RecordingCar {
  const key = ed25519Key(sha256(new TextEncoder().encode(name)));
  return { car: carId(name), publicKey: key.publicKey.x, sign: (bytes) => key.sign(bytes) };
}

/** One written record: the bytes as sent and its link. */
export interface WrittenRecord {
  readonly seq: number;
  readonly raw: Uint8Array;
  readonly link: Uint8Array;
}

/** What a test may say differently about one record. */
export interface RecordOverrides {
  readonly header?: Partial<Header>;
  readonly bodyBytes?: Uint8Array | null;
  readonly kind?: number;
  readonly signature?: Uint8Array | null;
}

const sealing: ReadonlySet<RecordKind> = new Set(['trip-ended', 'rental-opened', 'rental-closed', 'sealed']);

/** Writes a valid, chained, signed journal from facts. */
export class JournalWriter {
  readonly car: RecordingCar;
  readonly journal: JournalId;
  readonly records: WrittenRecord[] = [];
  #link: Uint8Array;

  constructor(car: RecordingCar, journal = 'a1a2a3a4a5a6a7a8') {
    this.car = car;
    this.journal = journalId(journal);
    this.#link = sha256(genesisBytes(car.car, this.journal));
  }

  /** Adds a record at an odometer and a wall time (of quality gnss). */
  write(
    fact: Fact,
    odometerMetres: number,
    wallTime: number,
    overrides: RecordOverrides = {},
  ): WrittenRecord {
    const seq = this.records.length + 1;
    const bodyBytes = encodeBody(fact, sha256(encode([this.journal, seq])).subarray(0, 16));
    const header: Header = {
      journal: this.journal,
      seq,
      kind: overrides.kind ?? kindNumber(fact.kind),
      wallTime: epochMilliseconds(wallTime),
      clockQuality: 'gnss',
      elapsed: milliseconds(seq * 1000),
      bootCount: 1,
      odometerMetres: metres(odometerMetres),
      odometerSource: 'pid-a6',
      link: this.#link,
      bodyDigest: sha256(bodyBytes),
      ...overrides.header,
    };
    const headerBytes = encode(headerCodec.write(header));
    const link = sha256(headerBytes);
    const signature = sealing.has(fact.kind) ? this.car.sign(sealBytes(link)) : null;
    const raw = encodeRecord({
      headerBytes,
      bodyBytes: overrides.bodyBytes === undefined ? bodyBytes : overrides.bodyBytes,
      signature: overrides.signature === undefined ? signature : overrides.signature,
    });
    const written = { seq, raw, link };
    this.records.push(written);
    this.#link = link;
    return written;
  }

  /** The records `from` to `to` (both included) as the payload of one message. */
  batch(from = 1, to = this.records.length): Uint8Array {
    const records = this.records.slice(from - 1, to).map(({ raw }) => raw);
    return encodeBatch({ journal: this.journal, firstSeq: from, records });
  }

  /** link(seq); the genesis link for 0. */
  link(seq: number): Uint8Array {
    if (seq === 0) return sha256(genesisBytes(this.car.car, this.journal));
    const record = this.records[seq - 1];
    if (record === undefined) throw new RangeError(`no record ${seq}`);
    return record.link;
  }

  /** The payload of a message that says that a range cannot be delivered. */
  lossNotice(fields: Omit<LossNotice, 'journal'>): Uint8Array {
    const payload = encodeLossNotice({ journal: this.journal, ...fields });
    return encodeSigned(topicOf(this.car.car, 'losses'), payload, (bytes) => this.car.sign(bytes));
  }
}
