import { type Check, checkOf } from './check.ts';
import type { Evidence, OtherPlace, StoredRecord } from './evidence.ts';

type Sequence = Pick<Evidence, 'stored' | 'elsewhere' | 'drawnRentals' | 'rentals' | 'cars'>;

/**
 * Records stand in the car's order, unbroken but for what is said to be missing, and rentals follow each other as they did.
 * A disk that falls back counts a boot twice, so of two records with a hole between them nobody can know which is older.
 */
export function order(evidence: Sequence): Check {
  const journals = Map.groupBy(evidence.stored, ({ car, journal }) => `${car} journal ${journal}`);
  const faults = [
    ...[...journals].flatMap(([name, records]) => brokenIn(name, records, evidence)),
    ...outOfTurn(evidence),
  ];
  return checkOf('order', `${journals.size} journals, ${evidence.rentals.length} rentals`, faults);
}

function brokenIn(
  name: string,
  unsorted: readonly StoredRecord[],
  { elsewhere, cars }: Pick<Sequence, 'elsewhere' | 'cars'>,
): string[] {
  const spoilt = new Set(cars.flatMap(({ car, isDiskSpoilt }) => (isDiskSpoilt ? [car] : [])));
  const records = unsorted.filter(({ isLate }) => !isLate).toSorted((one, other) => one.seq - other.seq);
  const faults: string[] = [];
  for (const [index, record] of records.entries()) {
    const before = records[index - 1];
    const missing = rangeBetween(before?.seq ?? 0, record.seq);
    if (missing !== null && !isSaid(record, missing, elsewhere))
      faults.push(`${name}: ${missing.from} to ${missing.to} are missing, and nothing says so`);
    if (before === undefined) continue;
    if (missing === null && record.previousLink !== before.link)
      faults.push(`${name}: record ${record.seq} does not follow the one before`);
    const isTold = missing === null || !spoilt.has(record.car);
    if (isTold && isEarlier(record, before))
      faults.push(`${name}: record ${record.seq} is older than the one before`);
  }
  return faults;
}

const rangeBetween = (before: number, after: number) =>
  after - before <= 1 ? null : { from: before + 1, to: after - 1 };

function isSaid(
  { car, journal }: StoredRecord,
  missing: { readonly from: number; readonly to: number },
  elsewhere: readonly OtherPlace[],
): boolean {
  const own = elsewhere.filter((place) => place.car === car && place.journal === journal);
  for (let seq = missing.from; seq <= missing.to; seq++)
    if (!own.some(({ fromSeq, toSeq }) => fromSeq <= seq && seq <= toSeq)) return false;
  return true;
}

const isEarlier = (record: StoredRecord, before: StoredRecord): boolean =>
  record.bootCount < before.bootCount ||
  (record.bootCount === before.bootCount && record.elapsed < before.elapsed);

/** As the cars' drivers took turns, so do the rentals that the gateway drew. */
function outOfTurn({ drawnRentals, rentals }: Sequence): string[] {
  return [...Map.groupBy(rentals, ({ car }) => car)].flatMap(([car, own]) => {
    const known = new Set(own.map(({ reservation }) => reservation));
    const truly = own
      .toSorted((one, other) => one.openedAt - other.openedAt)
      .map(({ reservation }) => reservation);
    const drawn = drawnRentals
      .filter((rental) => rental.car === car && known.has(rental.reservation))
      .map(({ reservation }) => reservation);
    const expected = truly.filter((reservation) => drawn.includes(reservation));
    return expected.every((reservation, index) => reservation === drawn[index])
      ? []
      : [`${car}: rentals in the order ${drawn.join(', ')}, they were ${expected.join(', ')}`];
  });
}
