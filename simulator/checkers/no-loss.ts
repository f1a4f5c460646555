import { type Check, checkOf } from './check.ts';
import type { Evidence, OtherPlace, Place, StoredRecord } from './evidence.ts';
import type { Ask } from './witness.ts';

type Seen = Pick<Evidence, 'proofs' | 'seen' | 'stored' | 'elsewhere' | 'asks' | 'cars'>;

/** No record is lost once its effect was visible outside: on the wire, at the door, or as an answer (promise 2). */
export function noLoss(evidence: Seen): Check {
  const { proofs, seen } = evidence;
  const faults = [...notDelivered(evidence), ...seenAndGone(evidence), ...answeredAndGone(evidence)];
  const written = proofs.reduce((sum, { recordsWritten }) => sum + recordsWritten, 0);
  return checkOf('no-loss', `${written} records written, ${seen.length} seen on the wire`, faults);
}

/** The part of it that shows where nothing else was seen: as many records are stored as were written. */
export function allStored(proofs: Evidence['proofs']): Check {
  const nothing = { seen: [], stored: [], elsewhere: [], asks: [], cars: [] };
  const written = proofs.reduce((sum, { recordsWritten }) => sum + recordsWritten, 0);
  return checkOf('no-loss', `${written} records`, notDelivered({ proofs, ...nothing }));
}

const isSpoilt = (car: string, { cars }: Pick<Seen, 'cars'>): boolean =>
  cars.some((end) => end.car === car && end.isDiskSpoilt);

/** What is on the cars' disks at the end is stored, or said to be missing; a disk that was spoilt may have less than was sent. */
const notDelivered = ({ proofs, elsewhere, cars }: Seen): string[] =>
  proofs
    .filter(({ car, recordsWritten, recordsStored }) => {
      const others = elsewhere
        .filter((place) => place.car === car)
        .reduce((sum, place) => sum + lengthOf(place), 0);
      const isMore = recordsStored > recordsWritten && !isSpoilt(car, { cars });
      return isMore || recordsStored + others < recordsWritten;
    })
    .map((proof) => `${proof.car}: ${proof.recordsWritten} records written, ${proof.recordsStored} stored`);

const lengthOf = ({ fromSeq, toSeq }: OtherPlace): number => toSeq - fromSeq + 1;

/** A broker had it, so others may have seen it. Of a spoilt disk, two records may have had the same number: one is kept aside. */
function seenAndGone({ seen, stored, elsewhere, cars }: Seen): string[] {
  const links = new Map(stored.map((record) => [keyOf(record), record.link]));
  return seen
    .filter((record) => links.get(keyOf(record)) !== record.link)
    .filter((record) => !(isSpoilt(record.car, { cars }) && elsewhere.some((place) => isAt(place, record))))
    .map((record) => `${keyOf(record)} was seen on the wire and is not stored`);
}

const isAt = (place: OtherPlace, { car, journal, seq }: Place): boolean =>
  place.car === car && place.journal === journal && place.fromSeq <= seq && seq <= place.toSeq;

const keyOf = ({ car, journal, seq }: Place): string => `${car} record ${seq} of ${journal}`;

/** For each granted answer there is a decision. */
function answeredAndGone({ asks, stored }: Seen): string[] {
  const granted = asks.filter(({ verdict }) => verdict === 'granted');
  const decided = Map.groupBy(stored.flatMap(decisionOf), (name) => name);
  return [...Map.groupBy(granted, nameOf)].flatMap(([name, answers]) => {
    const records = decided.get(name)?.length ?? 0;
    return records < answers.length ? [`${name}: ${answers.length} granted, ${records} recorded`] : [];
  });
}

const nameOf = ({
  car,
  reservation,
  action,
}: Pick<Ask, 'reservation' | 'action'> & { car: string }): string =>
  `${car}, ${action} for reservation ${reservation}`;

const decisionOf = ({ car, fact }: StoredRecord): string[] =>
  fact?.kind === 'access-decided' &&
  fact.verdict === 'granted' &&
  fact.reservation !== undefined &&
  fact.action !== undefined
    ? [nameOf({ car, reservation: fact.reservation, action: fact.action })]
    : [];
