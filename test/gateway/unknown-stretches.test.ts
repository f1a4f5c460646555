import { expect, test } from 'vitest';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { closed, firstOpened, opened } from '../support/journeys.ts';
import { MemoryProgram } from '../support/memory-program.ts';
import { JournalWriter } from '../support/records.ts';
import { hours, minutes, monday, TestStore } from '../support/store.ts';

const start = monday + hours(2);

const silence = (from: number, seconds: number): FactOf<'stretch-unknown'> => ({
  kind: 'stretch-unknown',
  startedAt: epochMilliseconds(from),
  endedAt: epochMilliseconds(from + seconds * 1000),
  source: 'speed',
});

/** A rental with a stretch in it and one on either side of it, and another rental that begins with one. */
function rentedOut(isClosed: boolean) {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 2, 5);
  const other = gateway.reserve(car, 8, 9);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1_000_000, monday);
  journal.write(silence(monday + hours(1), 9), 1_000_000, monday + hours(1));
  journal.write(opened(reservation), 1_000_000, start);
  journal.write(silence(start + minutes(10), 12), 1_004_000, start + minutes(11));
  if (isClosed) journal.write(closed(reservation, start + minutes(60)), 1_009_000, start + minutes(60));
  journal.write(opened(other), 1_009_000, start + hours(6));
  journal.write(silence(start + hours(6), 7), 1_009_000, start + hours(6));
  gateway.ingest(car, journal.batch());
  return { gateway, reservation };
}

test.each([true, false])(
  'a rental is shown with the stretches that no source counted in it, and with no others (closed: %s)',
  async (isClosed) => {
    const { gateway, reservation } = rentedOut(isClosed);
    expect(gateway.store.unknownStretches(reservation)).toMatchObject([{ seq: 4, source: 'speed' }]);
    const program = new MemoryProgram(gateway.database);
    await program.on('init');
    const { out } = await program.on('rental', reservation);
    expect(out.split('\n').slice(-2)).toEqual([
      'The car moved, and nothing told how far; the distance above has nothing of it:',
      '  2026-06-01 10:10:00  to 2026-06-01 10:10:12  speed was silent (record 4)',
    ]);
  },
);
