import { type Check, checkOf } from './check.ts';
import type { CarAtEnd, Evidence, StoredRecord } from './evidence.ts';

type Custody = Pick<Evidence, 'cars' | 'stored' | 'custody' | 'elsewhere'>;
type Item = 'key' | 'fuel-card';

const items: readonly Item[] = ['key', 'fuel-card'];

/**
 * Key and fuel card are in the books where they are in the car: each record says the opposite of the one before, none tells of
 * a move that was not made, and the last one is how it is.
 */
export function cardCustody(evidence: Custody): Check {
  const faults = evidence.cars.flatMap((car) => items.flatMap((item) => faultsOf(car, item, evidence)));
  return checkOf('card-custody', `${evidence.custody.length} moves of keys and cards`, faults);
}

function faultsOf(end: CarAtEnd, item: Item, { stored, custody, elsewhere }: Custody): string[] {
  const { car } = end;
  const told = stored.filter((record) => record.car === car).flatMap((record) => moveOf(record, item));
  const moves = custody.filter((move) => move.car === car && move.what === item);
  const isIn = item === 'key' ? end.keyInHolder : end.fuelCardInHolder;
  const faults: string[] = [];
  if (told.at(-1)?.inHolder !== isIn)
    faults.push(`${car}: the ${item} is ${where(isIn)}, the books say otherwise`);
  const again = told.find((move, index) => isSame(move, told[index - 1]));
  if (again !== undefined && !elsewhere.some((place) => place.car === car))
    faults.push(`${car}: the ${item} is told ${where(again.inHolder)} twice in a row`);
  const outs = told.filter(({ inHolder }) => !inHolder).length;
  const trueOuts = moves.filter(({ inHolder }) => !inHolder).length;
  if (outs > trueOuts) faults.push(`${car}: the ${item} is told out ${outs} times, it was ${trueOuts}`);
  return faults;
}

interface Told {
  readonly journal: string;
  readonly inHolder: boolean;
}

const moveOf = ({ journal, fact }: StoredRecord, item: Item): Told[] =>
  fact?.kind === 'custody-changed' && fact.item === item ? [{ journal, inHolder: fact.inHolder }] : [];

/** A new journal begins with how things are. */
const isSame = (move: Told, before: Told | undefined): boolean =>
  move.journal === before?.journal && move.inHolder === before.inHolder;

const where = (isIn: boolean): string => (isIn ? 'in its holder' : 'out');
