import { expect, test } from 'vitest';
import { journalId } from '../../../protocol/ids.ts';
import { encodeSampleBatch } from '../../../protocol/messages/sample.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { monday, TestStore } from '../../support/store.ts';

test('samples are stored once by car, journal and seq, and need no receipt (clause 4.4)', () => {
  const gateway = new TestStore();
  const car = gateway.addCar();
  const sample = {
    wallTime: epochMilliseconds(monday),
    clockQuality: 'gnss',
    odometerMetres: metres(1000),
    odometerSource: 'pid-a6',
  } as const;
  const journal = journalId('a1a2a3a4a5a6a7a8');
  const batch = (firstSeq: number) => encodeSampleBatch({ journal, firstSeq, samples: [sample, sample] });
  const ingest = (firstSeq: number) =>
    gateway.store.ingest([gateway.message(car, batch(firstSeq), 'samples')]);
  expect(ingest(1)).toMatchObject({ outcomes: ['stored'], receipts: [] });
  expect(ingest(2)).toMatchObject({ outcomes: ['stored'], receipts: [] });
  expect(ingest(1)).toMatchObject({ outcomes: ['dropped'], receipts: [] });
  expect(gateway.store.figures()).toMatchObject({ samples: 3, records: 0 });
});
