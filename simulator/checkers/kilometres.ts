import { accountedMetres } from '../report/proof.ts';
import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

type Driven = Pick<Evidence, 'proofs' | 'drives' | 'tows' | 'cars'>;

/**
 * Each metre that the dashboard showed is in exactly one of billed, unassigned, gap and still open (promise 3). Only what no
 * unit has seen yet is missing: drives and tows since the last drive at whose end the unit was there, and ways of which nothing
 * told it, since the last drive at whose end it could read the odometer.
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
  const since = own[last]?.to ?? 0;
  const towed = tows.filter((tow) => tow.car === car && tow.at >= since);
  const unheard = own.slice(
    own.findLastIndex(({ isSeen, isReadAtEnd }) => isSeen && isReadAtEnd) + 1,
    last + 1,
  );
  return (
    [...own.slice(last + 1), ...towed].reduce((sum, { metres }) => sum + metres, 0) +
    unheard.reduce((sum, { unheardMetres }) => sum + unheardMetres, 0)
  );
}
