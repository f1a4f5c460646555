import { accountedMetres } from '../report/proof.ts';
import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

type Driven = Pick<Evidence, 'proofs' | 'drives' | 'tows' | 'cars'>;

/**
 * Each metre that the dashboard showed is in exactly one of billed, unassigned, gap and still open (promise 3). Only what no
 * unit has seen yet is missing: drives since the last one at whose end the unit was there; and tows, ways of which nothing told
 * it, and what it lost with its power while the odometer stood still, since the last drive at whose end the odometer told where
 * the car was.
 */
export function kilometres(evidence: Driven): Check {
  const { proofs } = evidence;
  const faults = proofs
    .filter((proof) => {
      const missing = proof.shownMetres - accountedMetres(proof);
      const car = evidence.cars.find((each) => each.car === proof.car);
      const [resolution, unread] = [car?.resolutionMetres ?? 0, car?.unreadMetres ?? 0];
      return missing < -resolution || missing > notYetSeen(proof.car, evidence) + unread + resolution;
    })
    .map(
      (proof) =>
        `${proof.car}: the odometer showed ${proof.shownMetres} m, ${accountedMetres(proof)} m accounted for`,
    );
  const shown = proofs.reduce((sum, { shownMetres }) => sum + shownMetres, 0);
  return checkOf('kilometres', `${shown} m of ${proofs.length} cars`, faults);
}

function notYetSeen(car: string, { drives, tows }: Driven): number {
  const own = drives.filter((drive) => drive.car === car);
  const last = own.findLastIndex(({ isSeen }) => isSeen);
  const read = own.findLastIndex(
    ({ isSeen, isReadAtEnd, isToldAtEnd }) => isSeen && isReadAtEnd && isToldAtEnd,
  );
  const told = own.findLastIndex(({ isSeen, isToldAtEnd }) => isSeen && isToldAtEnd);
  const since = own[told]?.to ?? 0;
  return (
    sumOf(own.slice(last + 1), ({ metres }) => metres) +
    sumOf(
      tows.filter((tow) => tow.car === car && tow.at >= since),
      ({ metres }) => metres,
    ) +
    sumOf(own.slice(read + 1, last + 1), ({ unheardMetres }) => unheardMetres) +
    sumOf(own.slice(told + 1, last + 1), ({ lostMetres }) => lostMetres)
  );
}

const sumOf = <Item>(items: readonly Item[], metresOf: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + metresOf(item), 0);
