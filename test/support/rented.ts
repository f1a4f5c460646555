import type { ReservationId } from '../../protocol/ids.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import { closed, firstOpened, lockChanged, opened, sealedByAge, trip } from './journeys.ts';
import { JournalWriter, type RecordingCar } from './records.ts';
import { hours, minutes, monday, TestStore } from './store.ts';

/** Who decides in tests, and why. */
export const note = { by: 'Bo', reason: 'seen on a photo' };

export interface Rented {
  readonly gateway: TestStore;
  readonly car: RecordingCar;
  readonly journal: JournalWriter;
  readonly reservation: ReservationId;
  /** The lines of the newest statement: `km.first-100 60 x 40 = 2400`. */
  lines(): string[];
  totalCents(): number | null;
}

export interface Journey {
  readonly opening?: Partial<FactOf<'rental-opened'>>;
  readonly closing?: Partial<FactOf<'rental-closed'>>;
  readonly formula?: string;
  readonly plus?: boolean;
  /** Before the car's records arrive. */
  readonly before?: (gateway: TestStore, reservation: ReservationId) => void;
}

/** A rental of class S from 10:00 to 12:00 on `monday`: 60.5 km in two trips, returned at noon. */
export function rented(journey: Journey = {}): Rented {
  const gateway = new TestStore();
  gateway.addPeople(journey.formula ?? 'START', journey.plus ?? false);
  const car = gateway.addCar();
  const reservation = gateway.reserve(car, 2, 4);
  journey.before?.(gateway, reservation);
  const journal = writeRental(car, reservation, journey);
  gateway.ingest(car, journal.batch());
  const price = () => gateway.store.statement(reservation).at(-1)?.price;
  return {
    gateway,
    car,
    journal,
    reservation,
    lines() {
      const found = price();
      if (found === undefined) return [];
      if (!found.ok) return [`${found.error.code}: ${found.error.message}`];
      return found.lines.map(
        ({ code, quantity, unitPriceCents, amountCents }) =>
          `${code} ${quantity} x ${unitPriceCents} = ${amountCents}`,
      );
    },
    totalCents() {
      const found = price();
      return found?.ok ? found.totalCents : null;
    },
  };
}

const start = monday + hours(2);

function writeRental(
  car: RecordingCar,
  reservation: ReservationId,
  { opening, closing }: Journey,
): JournalWriter {
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 5000, monday);
  journal.write({ ...opened(reservation), ...opening }, 5000, start);
  journal.write(trip(5000, 40_000, start + minutes(5), start + minutes(55)), 40_000, start + minutes(60));
  journal.write(lockChanged, 40_000, start + minutes(61));
  journal.write(
    trip(40_000, 65_500, start + minutes(70), start + minutes(110)),
    65_500,
    start + minutes(115),
  );
  journal.write({ ...closed(reservation, start + minutes(120)), ...closing }, 65_500, start + minutes(120));
  journal.write(sealedByAge, 65_500, start + minutes(180));
  return journal;
}
