import { type CarId, customerId, driverId, pseudonym } from '../protocol/ids.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import { findSetAside, setAsideIn } from './ingest/set-aside-list.ts';
import { urgentIn } from './ingest/urgent-list.ts';
import { lastTold } from './last-told.ts';
import type { CarInFull, Figures, OperatorMethods } from './ports.ts';
import { found } from './register/faults.ts';
import { accountOf, emptyAccount } from './rental/account.ts';
import type { CarState } from './rental/car-state.ts';
import { type Contract, parseStatement, type StatementVersion } from './rental/statement.ts';
import { noCounts } from './storage/counts.ts';
import type { StatementRow } from './storage/statements.ts';
import type { Storage } from './storage/storage.ts';

type Reports = Pick<
  OperatorMethods,
  | 'cars'
  | 'carInFull'
  | 'reservations'
  | 'rentals'
  | 'statements'
  | 'statement'
  | 'account'
  | 'unassigned'
  | 'gaps'
  | 'urgent'
  | 'command'
  | 'figures'
  | 'rejected'
  | 'quarantined'
  | 'setAside'
  | 'setAsideItem'
>;

/** How far ingest has come, of which the database knows a little later. */
export interface Progress {
  /** Null for a car without records. */
  stateOf(car: CarId): CarState | null;
  /** Records that are stored and not among the counts yet. */
  uncounted(car: CarId): number;
}

/** What the operator can ask; nothing is changed by asking. */
export const createReports = (storage: Storage, progress: Progress): Reports => ({
  cars: () =>
    storage.cars.list().map((entry) => ({ ...entry, lastRecordAt: lastRecordAt(storage, entry.car) })),
  carInFull: (car) => inFull(storage, progress, car),
  reservations: () => storage.reservations.list(),
  rentals: () => storage.rentals.list(),
  statements: () => storage.statements.list().flatMap((row) => drivenVersion(storage, row)),
  statement: (reservation) =>
    storage.statements.ofReservation(reservation).flatMap((row) => drivenVersion(storage, row)),
  account: (car) => accountFrom(storage, car, progress.stateOf(car)),
  unassigned: (car) => storage.odometer.unassigned(car),
  gaps: (car) => storage.odometer.gaps(car),
  urgent: (car, limit) => urgentIn(storage, car, limit),
  command: (command) => storage.tokens.command(command) ?? null,
  figures: () => figuresFrom(storage, progress),
  rejected: (limit) => storage.setAside.rejected(limit),
  quarantined: (limit) => storage.setAside.quarantined(limit),
  setAside: (limit) => setAsideIn(storage, limit).map(({ item }) => item),
  setAsideItem: (id) => findSetAside(storage, id).item,
});

function inFull(storage: Storage, progress: Progress, car: CarId): CarInFull {
  const { priceClass, registration } = found(storage.cars.find(car), `car ${car}`);
  const use = progress.stateOf(car)?.use;
  return {
    car,
    priceClass,
    registration,
    lastRecordAt: lastRecordAt(storage, car),
    told: lastTold(storage, car),
    rental: use?.kind === 'rented' ? use : null,
    journals: storage.journals
      .ofCar(car)
      .map(({ journal, through, highest }) => ({ journal, through, highest })),
    gaps: storage.odometer.gaps(car).length,
    counts: figuresFrom(storage, progress).byCar.find((each) => each.car === car) ?? noCounts,
  };
}

/** Of the journal that the car writes now. */
function lastRecordAt({ journals, records }: Storage, car: CarId): EpochMilliseconds | null {
  const journal = journals.ofCar(car).at(-1);
  if (journal === undefined) return null;
  return records.backFrom(car, journal.journal, journal.highest, 1).at(0)?.receivedAt ?? null;
}

/** Statements of reservations that nobody used are the books' alone. */
function drivenVersion(storage: Storage, { version, content, toSeq }: StatementRow): StatementVersion[] {
  if (toSeq === 0) return [];
  const statement = parseStatement(content);
  return [{ ...statement, contract: statement.contract && named(storage, statement.contract), version }];
}

/** Customer and driver under their names, as far as they have any left; older software wrote the names themselves. */
export function named({ pseudonyms }: Pick<Storage, 'pseudonyms'>, contract: Contract): Contract {
  const nameOf = (text: string): string =>
    /^[0-9a-f]{16}$/.test(text) ? (pseudonyms.find(pseudonym(text))?.name ?? text) : text;
  return {
    ...contract,
    customer: customerId(nameOf(contract.customer)),
    driver: driverId(nameOf(contract.driver)),
  };
}

function accountFrom(
  { odometer }: Storage,
  car: CarId,
  state: CarState | null,
): ReturnType<Reports['account']> {
  return state === null ? emptyAccount(car) : accountOf(car, state, odometer.sums(car));
}

function figuresFrom({ counts }: Storage, { uncounted }: Progress): Figures {
  const byCar = counts
    .list()
    .map(({ records, ...others }) => ({ ...others, records: records + uncounted(others.car) }));
  const sum = (name: keyof typeof noCounts): number => byCar.reduce((total, each) => total + each[name], 0);
  return {
    records: sum('records'),
    duplicates: sum('duplicates'),
    rejected: sum('rejected'),
    quarantined: sum('quarantined'),
    late: sum('late'),
    samples: sum('samples'),
    byCar,
  };
}
