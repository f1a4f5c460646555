import { expect, it } from 'vitest';
import type { UplinkTopic } from '../../../gateway/ingest/message.ts';
import { journalId } from '../../../protocol/ids.ts';
import { packBatch } from '../../../protocol/messages/packed-batch.ts';
import { encodeSampleBatch } from '../../../protocol/messages/sample.ts';
import { encodeStatus } from '../../../protocol/messages/status.ts';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { type SeededRandom, seededRandom } from '../../../simulator/kernel/random.ts';
import { firstOpened, lockChanged, sealedByAge, trip } from '../../support/journeys.ts';
import { JournalWriter, type RecordingCar } from '../../support/records.ts';
import { sha256 } from '../../support/signing-keys.ts';
import { minutes, monday, TestStore } from '../../support/store.ts';
import { changed, drawChange, Tally } from './changed.ts';

/** Other seeds: FUZZ_SEED=anything. */
const { FUZZ_SEED: seed = '5' } = process.env;
const groups = 400;
const groupSize = 25;
const mostMilliseconds = 5_000;
/** Of unreadable messages of the car; others are counted. */
const mostKept = 2_000;

/** A signed journal of a car, and all that it may say of it. */
function wordsOf(car: RecordingCar) {
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  for (let second = 1; second < 8; second++)
    journal.write(lockChanged, 1000 + second, monday + 1_000 * second);
  journal.write(trip(1000, 5000, monday, minutes(6)), 5000, monday + minutes(6));
  journal.write(sealedByAge, 5000, monday + minutes(70));
  const records = journal.records.map(({ raw }) => raw);
  const sample = {
    wallTime: epochMilliseconds(monday),
    clockQuality: 'gnss',
    odometerMetres: metres(1000),
    odometerSource: 'pid-a6',
  } as const;
  const words: readonly (readonly [UplinkTopic, Uint8Array])[] = [
    ['records', journal.batch()],
    ['records', journal.batch(3, 3)],
    ['records', packBatch({ journal: journal.journal, firstSeq: 1, records }, sha256)],
    ['records', packBatch({ journal: journal.journal, firstSeq: 4, records: records.slice(3, 7) }, sha256)],
    ['losses', journal.lossNotice({ fromSeq: 2, toSeq: 4, reason: 'damaged' })],
    [
      'samples',
      encodeSampleBatch({ journal: journalId('b1b2b3b4b5b6b7b8'), firstSeq: 1, samples: [sample] }),
    ],
    ['status', encodeStatus({ state: 'online', journal: journal.journal })],
  ];
  return { journal, words };
}

/** One message of the car, changed or not. */
function drawn(words: ReturnType<typeof wordsOf>['words'], random: SeededRandom) {
  const [topic, message] = random.pick(words);
  const change = drawChange(random);
  return { topic, change, payload: changed(change, message, random) };
}

it('changed messages of a car break nothing in the gateway, are bounded, end no journal, and change nothing for another car (D4, D5, D13)', () => {
  const random = seededRandom(seed);
  const ingest = { receiptMilliseconds: 0, mostRejectedMessages: mostKept };
  const gateway = new TestStore(undefined, { ingest });
  const [attacked, other] = [gateway.addCar('car-1'), gateway.addCar('car-2')];
  const { words } = wordsOf(attacked);
  const tally = new Tally();
  let slowest = 0;
  const heapBefore = process.memoryUsage().heapUsed;
  for (let group = 0; group < groups; group++) {
    const inputs = Array.from({ length: groupSize }, () => drawn(words, random));
    const begun = performance.now();
    const { outcomes } = gateway.store.ingest(
      inputs.map(({ topic, payload }) => gateway.message(attacked, payload, topic)),
    );
    slowest = Math.max(slowest, performance.now() - begun);
    for (const [at, { change }] of inputs.entries()) tally.add(`${change}: ${outcomes[at]}`);
  }
  process.stdout.write(tally.text(seed));
  expect(slowest).toBeLessThan(mostMilliseconds);
  expect(process.memoryUsage().heapUsed - heapBefore).toBeLessThan(400_000_000);
  expect(tally.of('noise: stored') + tally.of('noise: failed')).toBe(0);
  expect(tally.of('valid: stored') + tally.of('valid: dropped')).toBeGreaterThan(0);
  const kept = gateway.store.rejected(20_000).filter(({ raw }) => raw.length > 0);
  expect(tally.of('bits changed: rejected') + tally.of('other items: rejected')).toBeGreaterThan(mostKept);
  expect(kept.length).toBeLessThanOrEqual(mostKept);
  const ended = gateway.database.prepare('select journal from journals where superseded = 1');
  expect(ended.all()).toEqual([]);
  const { journal } = wordsOf(other);
  const result = gateway.ingest(other, journal.batch());
  expect(gateway.receipts(other, result)).toMatchObject([{ through: 10, link: journal.link(10) }]);
}, 300_000);
