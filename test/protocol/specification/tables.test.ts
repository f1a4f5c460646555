import { describe, expect, it } from 'vitest';
import { maxDepth } from '../../../protocol/codec/scan.ts';
import { entryKinds } from '../../../protocol/entry/bodies.ts';
import { maxEntryBytes } from '../../../protocol/entry/entry.ts';
import { maxEvidenceBytes } from '../../../protocol/entry/evidence.ts';
import { carId } from '../../../protocol/ids.ts';
import { maxLinkMessageBytes } from '../../../protocol/link/frame.ts';
import { maxListed } from '../../../protocol/lists/id-list.ts';
import { maxListBytes } from '../../../protocol/lists/list.ts';
import { maxBatchBytes, maxBatchRecords } from '../../../protocol/messages/batch.ts';
import { maxParcelBytes } from '../../../protocol/messages/parcel.ts';
import { maxReceiptRanges } from '../../../protocol/messages/receipt.ts';
import { maxRecordBytes } from '../../../protocol/messages/record.ts';
import { recordKinds } from '../../../protocol/messages/registry.ts';
import { actions, verdicts } from '../../../protocol/messages/words.ts';
import { maxSettingsBytes } from '../../../protocol/settings/signed-settings.ts';
import { maxTokenBytes } from '../../../protocol/token/token.ts';
import { carMayPublish, carMaySubscribe, carTopics, topicOf } from '../../../protocol/topics.ts';
import { numbersOf, tableOf } from './document.ts';

describe('tables of the specification are those of the code, both ways', () => {
  it('kinds of records (clause 3.7)', () => {
    const kinds = Object.entries(recordKinds).map(([name, { number }]) => [name, number]);
    expect(numbersOf('kind')).toEqual(Object.fromEntries(kinds));
  });

  it('kinds of entries (clause 14.2)', () => {
    const kinds = Object.entries(entryKinds).map(([name, { number }]) => [name, number]);
    expect(numbersOf('entry')).toEqual(Object.fromEntries(kinds));
  });

  it('actions (clause 6.5)', () => {
    expect(numbersOf('action')).toEqual(actions);
  });

  it('verdicts (clause 6.8)', () => {
    expect(numbersOf('verdict')).toEqual(verdicts);
  });

  it('topics, and who writes them (clauses 2.2, 2.4)', () => {
    const car = carId('car-007');
    const rows = tableOf('name', 'writer').map(([name, writer]) => [name, writer]);
    const known = carTopics.map((name) => {
      const isCars = carMayPublish(car, topicOf(car, name));
      expect(carMaySubscribe(car, topicOf(car, name))).toBe(!isCars);
      return [name, isCars ? 'car' : 'gateway'];
    });
    expect(rows).toEqual(known);
  });

  it('limits (clause 9)', () => {
    expect(
      Object.fromEntries(tableOf('limit', 'value').map(([name = '', value]) => [name, Number(value)])),
    ).toEqual({
      'CBOR nesting': maxDepth,
      'record, bytes': maxRecordBytes,
      'records or samples in a batch': maxBatchRecords,
      'batch or sample batch, bytes': maxBatchBytes,
      'ranges or digests in each list of a receipt': maxReceiptRanges,
      'link message, bytes, without checksum': maxLinkMessageBytes,
      'token, bytes': maxTokenBytes,
      'entry, bytes': maxEntryBytes,
      'evidence, bytes': maxEvidenceBytes,
      'signed list, bytes': maxListBytes,
      'signed settings, bytes': maxSettingsBytes,
      'parcel, bytes': maxParcelBytes,
      'ids in a deny-list or of revoked keys': maxListed,
    });
  });
});
