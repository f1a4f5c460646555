import { expect, test } from 'vitest';
import { CarIntakes } from '../../../gateway/ingest/car-intakes.ts';
import { ToBill } from '../../../gateway/ingest/to-bill.ts';
import { CarFold } from '../../../gateway/rental/fold.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { epochMilliseconds, milliseconds } from '../../../protocol/units.ts';
import { monday, openMemory } from '../../support/store.ts';

/** Each look at the clock is a millisecond later, so that a slice is one rental; each journal has closings at 1 and 2. */
const setUp = () => {
  const storage = createStorage(openMemory(), epochMilliseconds(monday));
  const limits = {
    mostRejectedMessages: 1,
    mostRejectedBytes: 1,
    mostContradictingRecords: 1,
    mostContradictingBytes: 1,
    mostJournals: 1,
    mostUnsignedRecords: 1,
    mostUnsignedBytes: 1,
    mostSamples: 1,
  };
  let now = 0;
  const looks: string[] = [];
  const toBill = new ToBill({
    storage,
    intakes: new CarIntakes(storage, (car) => new CarFold(storage, car), limits),
    clock: { elapsed: () => milliseconds(now++), wall: () => epochMilliseconds(monday) },
    log: silentLog,
    bill: (car, _, fromSeq, isOver) => {
      looks.push(`${car} from ${fromSeq}`);
      for (const closed of [1, 2].filter((seq) => seq >= fromSeq)) if (isOver()) return closed + 1;
      return null;
    },
  });
  const place = (car: string) => ({ car: carId(car), journal: journalId('00000000000000aa') });
  const workAll = (): void => {
    while (!toBill.isEmpty) toBill.work();
  };
  return { toBill, place, looks, workAll };
};

test('a journal with much to bill lets others go first, and goes on where it was (D13)', () => {
  const { toBill, place, looks, workAll } = setUp();
  toBill.add(place('a'));
  toBill.add(place('b'));
  workAll();
  expect(looks).toEqual(['a from 0', 'b from 0', 'a from 2', 'b from 2', 'a from 3', 'b from 3']);
});

test('what was passed by is looked at again when its journal has news', () => {
  const { toBill, place, looks, workAll } = setUp();
  toBill.add(place('a'));
  toBill.work();
  toBill.add(place('a'));
  workAll();
  expect(looks).toEqual(['a from 0', 'a from 2', 'a from 3', 'a from 0', 'a from 2', 'a from 3']);
});
