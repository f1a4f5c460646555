import { createHash } from 'node:crypto';
import { concat, sameBytes } from '../protocol/codec/bytes.ts';
import { Fault, MalformedError, messageOf } from '../protocol/errors.ts';
import type { CarId } from '../protocol/ids.ts';
import { decodeBatch } from '../protocol/messages/batch.ts';
import { decodeParcel, decodeParcelContent, parcelInfo, parcelNonce } from '../protocol/messages/parcel.ts';
import { decodeRecord, sealBytes } from '../protocol/messages/record.ts';
import { type AgreementKey, derivedKey, openWith } from '../protocol/node-agreement.ts';
import type { Clock } from '../protocol/runtime.ts';
import type { VerifyCar } from '../protocol/token/signed.ts';
import type { AfterCommit, ArrivedMessage, IngestResult } from './ingest/message.ts';

export interface ParcelParts {
  readonly clock: Clock;
  /** To which cars encrypt; null where this gateway takes no parcels. */
  readonly key: AgreementKey | null;
  readonly verifierOf: (car: CarId) => VerifyCar | undefined;
  readonly ingest: (messages: readonly ArrivedMessage[]) => IngestResult;
  readonly settle: () => AfterCommit;
}

/** Steps of applying what was stored; what is left after them is done with the next message of a car (D13). */
const mostSettling = 100;

/** What a phone brought. */
export interface ParcelTaken {
  readonly car: CarId;
  readonly records: number;
  /** `known`: all of it had come before. */
  readonly outcome: 'stored' | 'known';
}

/**
 * Takes records that a phone has carried (clause 12.7). Stored is only what a valid signature of the car covers, all along
 * the chain: nobody else can make that up, and it counts as if the car had sent it.
 * @throws {Fault} `parcels-not-taken`, `malformed`, `parcel-not-readable`, `parcel-not-signed`, `parcel-not-stored`.
 */
export const createParcelIntake =
  (parts: ParcelParts) =>
  (bytes: Uint8Array): ParcelTaken => {
    const { car, batches } = opened(parts, bytes);
    const verify = parts.verifierOf(car);
    if (verify === undefined) throw notReadable('it is of no car of this fleet');
    const records = asRecords(() => chainIn(batches));
    const last = records.at(-1);
    if (last === undefined || last.signature === null || !verify(sealBytes(last.link), last.signature))
      throw notSigned('its last record bears no signature of the car');
    const receivedAt = parts.clock.wall();
    const messages = batches.map((payload) => ({ car, topic: 'records' as const, payload, receivedAt }));
    const stored = parts.ingest(messages);
    if (stored.outcomes.includes('failed')) throw notStored();
    settleAll(parts, stored);
    const isNews = stored.outcomes.includes('stored');
    return { car, records: records.length, outcome: isNews ? 'stored' : 'known' };
  };

/** Applies and prices at once (D5). The car gets its receipt when it is online next. */
function settleAll({ settle }: ParcelParts, stored: AfterCommit): void {
  let after = stored;
  for (let step = 0; after.settleIn === 0 && step < mostSettling; step++) after = settle();
}

function opened(
  { key }: ParcelParts,
  bytes: Uint8Array,
): { readonly car: CarId; readonly batches: readonly Uint8Array[] } {
  if (key === null)
    throw new Fault(
      { code: 'parcels-not-taken', blame: 'receiver' },
      'this gateway has no key for parcels; cars encrypt to none',
    );
  const { car, agreementKey, ciphertext } = decodeParcel(bytes);
  const secret = key.secretWith(agreementKey);
  const content =
    secret === null
      ? null
      : openWith(
          derivedKey(secret, concat(agreementKey, key.publicKey), parcelInfo),
          parcelNonce,
          ciphertext,
        );
  if (content === null) throw notReadable('it is not encrypted to this gateway, or was changed on the way');
  return { car, batches: decodeParcelContent(content) };
}

interface Chained {
  readonly link: Uint8Array;
  readonly signature: Uint8Array | null;
}

/** The records in order. @throws {Fault} `parcel-not-signed` where one does not follow the one before. */
function chainIn(batches: readonly Uint8Array[]): readonly Chained[] {
  const read = batches.map(decodeBatch);
  const [first] = read;
  const chain: Chained[] = [];
  for (const { journal, firstSeq, records } of read)
    for (const [at, raw] of records.entries()) {
      const { header, headerBytes, bodyBytes, signature } = decodeRecord(raw);
      const isNext =
        journal === first?.journal &&
        header.journal === journal &&
        header.seq === firstSeq + at &&
        header.seq === first.firstSeq + chain.length;
      const before = chain.at(-1);
      const isChained = before === undefined || sameBytes(before.link, header.link);
      const isWhole = bodyBytes !== null && sameBytes(sha256(bodyBytes), header.bodyDigest);
      if (!isNext || !isChained || !isWhole)
        throw notSigned(`record ${header.seq} is not the one that the car wrote there`);
      chain.push({ link: sha256(headerBytes), signature });
    }
  return chain;
}

function asRecords<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof MalformedError) throw notSigned(messageOf(cause));
    throw cause;
  }
}

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());

const notReadable = (why: string): Fault =>
  new Fault({ code: 'parcel-not-readable', blame: 'sender' }, `the parcel cannot be read: ${why}`);

const notStored = (): Fault =>
  new Fault(
    { code: 'parcel-not-stored', blame: 'receiver', temporary: true },
    'the database refused the parcel; it can be brought again',
  );

const notSigned = (why: string): Fault =>
  new Fault({ code: 'parcel-not-signed', blame: 'sender' }, `the parcel is not the car's: ${why}`);
