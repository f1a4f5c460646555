import fc from 'fast-check';
import { reservationId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import { closed, firstOpened, lockChanged, opened, rebased, sealedByAge, trip } from './journeys.ts';
import { JournalWriter, type RecordingCar } from './records.ts';
import { minutes, monday } from './store.ts';

/** Something that a car does; a slip is an odometer that moves without a record of it. */
type Deed =
  | { readonly kind: 'open' | 'close' | 'seal' | 'lock' }
  | { readonly kind: 'drive' | 'step' | 'slip'; readonly metres: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.constantFrom<Deed>({ kind: 'open' }, { kind: 'close' }, { kind: 'seal' }, { kind: 'lock' }),
  fc.record({ kind: fc.constant('drive' as const), metres: fc.integer({ min: 0, max: 200_000 }) }),
  fc.record({ kind: fc.constant('step' as const), metres: fc.integer({ min: -5000, max: 100_000 }) }),
  fc.record({ kind: fc.constant('slip' as const), metres: fc.integer({ min: -5000, max: 5000 }) }),
);

/** What a car does in its life, in any order that a car can do it. */
export const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(deed, { maxLength: 40 });

/** Writes a life down as a car does: rentals open and close in turn, and the odometer never goes below zero. */
export function writeLife(car: RecordingCar, life: readonly Deed[]): JournalWriter {
  const journal = new JournalWriter(car);
  let odometerMetres = 1_000_000;
  let rentals = 0;
  let open = false;
  const write = (fact: Fact): void => {
    journal.write(fact, odometerMetres, monday + minutes(journal.records.length));
  };
  const current = () => reservationId(rentals.toString(16).padStart(16, '0'));
  write(firstOpened);
  for (const each of life) {
    const before = odometerMetres;
    switch (each.kind) {
      case 'open':
        if (!open) rentals++;
        if (!open) write(opened(current()));
        open = true;
        break;
      case 'close':
        if (open) write(closed(current(), monday + minutes(journal.records.length)));
        open = false;
        break;
      case 'drive':
        odometerMetres += each.metres;
        write(trip(before, odometerMetres));
        break;
      case 'step':
        odometerMetres += each.metres;
        write(rebased(before, odometerMetres));
        break;
      case 'slip':
        odometerMetres += each.metres;
        break;
      case 'seal':
        write(sealedByAge);
        break;
      case 'lock':
        write(lockChanged);
        break;
      default:
        each satisfies never;
    }
  }
  return journal;
}
