import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { ChecklistNote } from '../../protocol/messages/checklist-note.ts';
import type { Zones } from '../../protocol/messages/zones.ts';
import type { Storage } from '../storage/storage.ts';
import type { Change, RentalClosed, RentalIncomplete, TripDriven } from './change.ts';
import { settingsAfter } from './settings-told.ts';

/** The record that brought a change about, and which of its changes it is. */
export interface ChangeKey {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
  readonly part: number;
}

/** Writes what a record changes. */
export function saveChange(storage: Storage, key: ChangeKey, change: Change): void {
  const { car } = key;
  switch (change.kind) {
    case 'rental-opened': {
      const { at, reservation, subject, openedAt, zones } = change;
      const openedZones = jsonOf(zones);
      storage.rentals.insert({
        ...openedRow,
        ...placeOf(car, at),
        reservation,
        subject,
        openedAt,
        openedZones,
      });
      return;
    }
    case 'rental-closed':
      saveClosed(storage, car, change);
      return;
    case 'rental-incomplete':
      saveIncomplete(storage, car, change);
      return;
    case 'trip':
      saveTrip(storage, car, change);
      return;
    case 'unassigned': {
      const { from, to, distanceMetres, cause } = change;
      storage.odometer.insertUnassigned({
        ...key,
        fromJournal: from.journal,
        fromSeq: from.seq,
        fromOdometerMetres: from.odometerMetres,
        toOdometerMetres: to.odometerMetres,
        distanceMetres,
        cause,
      });
      return;
    }
    case 'rebased': {
      const { beforeMetres, afterMetres, stepMetres, reason } = change;
      storage.odometer.insertRebase({ ...key, beforeMetres, afterMetres, stepMetres, reason });
      return;
    }
    case 'gap': {
      const { journal, fromSeq, toSeq, cause } = change;
      storage.odometer.insertGap({ car, journal, fromSeq, toSeq, cause });
      return;
    }
    case 'command-done':
      storage.tokens.commandDone(change.done.command, car, change.done.outcome);
      return;
    case 'list-taken':
      storage.lists.take(car, change.taken.list, change.taken.number);
      return;
    case 'settings-told':
      storage.settings.tell(settingsAfter(car, change.told, storage.settings.told(car)));
      return;
    case 'set-aside':
      storage.setAside.settle(car, change.range.journal, change.range.fromSeq, change.range.toSeq);
      return;
    case 'alarm':
      return;
    default:
      change satisfies never;
  }
}

const openedRow = {
  closedSeq: null,
  returnedAt: null,
  closedOdometerMetres: null,
  rebasedMetres: 0,
  distanceMetres: null,
  tripMetres: 0,
  cause: null,
  clockQuality: null,
  standing: 'open',
  openedZones: null,
  closedZones: null,
  notes: null,
} as const;

const jsonOf = (value: Zones | readonly ChecklistNote[] | undefined): string | null =>
  value === undefined ? null : JSON.stringify(value);

const placeOf = (car: CarId, { journal, seq, odometerMetres }: RentalClosed['opened']) => ({
  car,
  journal,
  openedSeq: seq,
  openedOdometerMetres: odometerMetres,
});

function saveClosed(storage: Storage, car: CarId, change: RentalClosed): void {
  const { opened, closed, fact, distanceMetres, rebasedMetres, tripMetres } = change;
  storage.rentals.end({
    car,
    journal: opened.journal,
    openedSeq: opened.seq,
    closedSeq: closed.seq,
    returnedAt: fact.returnedAt,
    closedOdometerMetres: closed.odometerMetres,
    rebasedMetres,
    distanceMetres,
    tripMetres,
    cause: fact.cause,
    clockQuality: fact.returnedAtQuality,
    standing: 'closed',
    closedZones: jsonOf(fact.zones),
    notes: jsonOf(fact.notes),
  });
}

/** A rental whose opening was not seen gets its row at the closing. */
function saveIncomplete(storage: Storage, car: CarId, { opened, closed }: RentalIncomplete): void {
  const start = opened ?? closed?.at;
  if (start === undefined) return;
  if (closed !== null) storage.statements.dropUnbilled(car, closed.at.journal, closed.at.seq);
  if (opened === null && closed !== null) {
    const { reservation, subject, returnedAt } = closed.fact;
    storage.rentals.insert({
      ...openedRow,
      ...placeOf(car, start),
      reservation,
      subject,
      openedAt: returnedAt,
    });
  }
  storage.rentals.end({
    ...openedRow,
    car,
    journal: start.journal,
    openedSeq: start.seq,
    closedSeq: closed?.at.seq ?? null,
    returnedAt: closed?.fact.returnedAt ?? null,
    closedOdometerMetres: closed?.at.odometerMetres ?? null,
    cause: closed?.fact.cause ?? null,
    clockQuality: closed?.fact.returnedAtQuality ?? null,
    standing: 'incomplete',
    closedZones: jsonOf(closed?.fact.zones),
    notes: jsonOf(closed?.fact.notes),
  });
}

function saveTrip(storage: Storage, car: CarId, { at, fact, rental }: TripDriven): void {
  const { startedAt, endedAt, startOdometerMetres, endOdometerMetres, distanceMetres, cause } = fact;
  storage.rentals.insertTrip({
    car,
    journal: at.journal,
    seq: at.seq,
    rentalSeq: rental?.seq ?? null,
    startedAt,
    endedAt,
    startOdometerMetres,
    endOdometerMetres,
    distanceMetres,
    cause,
  });
}
