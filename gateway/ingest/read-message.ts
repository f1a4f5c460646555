import { MalformedError, messageOf } from '../../protocol/errors.ts';
import type { JournalId } from '../../protocol/ids.ts';
import { decodeLossNotice, type LossNotice } from '../../protocol/messages/loss-notice.ts';
import { receiveBatch } from '../../protocol/messages/packed-batch.ts';
import { decodeSampleBatch, type SampleBatch } from '../../protocol/messages/sample.ts';
import { decodeStatus, type Status } from '../../protocol/messages/status.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import { decodeSigned, type VerifyCar } from '../../protocol/token/signed.ts';
import { topicOf } from '../../protocol/topics.ts';
import { type Entry, readEntry, unpackedEntry } from './entry.ts';
import type { ArrivedMessage } from './message.ts';
import { type IsSignedWord, signedWordsOf } from './signed-words.ts';

/** A message taken apart. */
export type Reading =
  | {
      readonly kind: 'records';
      readonly journal: JournalId;
      readonly entries: readonly Entry[];
      readonly isSigned: IsSignedWord;
    }
  | { readonly kind: 'samples'; readonly batch: SampleBatch }
  | { readonly kind: 'loss'; readonly notice: LossNotice }
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'unreadable'; readonly reason: string };

/**
 * Takes a message apart before anything of it is written, so that a bad one harms no other. Pure; never throws.
 * `verify` checks the car's signature on a loss notice, and later those on records.
 */
export function readMessage(message: ArrivedMessage, verify: VerifyCar): Reading {
  try {
    return read(message, verify);
  } catch (error) {
    return { kind: 'unreadable', reason: messageOf(error) };
  }
}

function read({ car, topic, payload }: ArrivedMessage, verify: VerifyCar): Reading {
  switch (topic) {
    case 'records': {
      const batch = receiveBatch(payload, sha256);
      const { journal, firstSeq } = batch;
      requireSeqs(firstSeq, batch.records.length);
      const entries =
        batch.form === 'plain'
          ? batch.records.map((raw, at) => readEntry(journal, firstSeq + at, raw))
          : batch.records.map((record, at) => unpackedEntry(firstSeq + at, record));
      return { kind: 'records', journal, entries, isSigned: signedWordsOf(entries, verify) };
    }
    case 'samples':
      return { kind: 'samples', batch: readSamples(payload) };
    case 'losses':
      return { kind: 'loss', notice: readLoss(decodeSigned(topicOf(car, topic), payload, verify)) };
    case 'status':
      return { kind: 'status', status: decodeStatus(payload) };
    default:
      return topic satisfies never;
  }
}

function readSamples(payload: Uint8Array): SampleBatch {
  const batch = decodeSampleBatch(payload);
  requireSeqs(batch.firstSeq, batch.samples.length);
  return batch;
}

function requireSeqs(firstSeq: number, count: number): void {
  if (!Number.isSafeInteger(firstSeq + count)) throw new MalformedError('batch: seq beyond 2^53');
}

function readLoss(payload: Uint8Array): LossNotice {
  const notice = decodeLossNotice(payload);
  if (notice.fromSeq > notice.toSeq) throw new MalformedError('loss notice: ends before it begins');
  return notice;
}
