import type { StatementVersion } from '../../gateway/ports.ts';
import type { RentalTruth } from '../fleet/driver.ts';
import { accountedMetres, type CarProof } from '../report/proof.ts';
import { type Check, checkOf } from './check.ts';

/** What a run left behind, on both sides. */
export interface Books {
  readonly proofs: readonly CarProof[];
  readonly truths: readonly Omit<RentalTruth, 'plan'>[];
  readonly statements: readonly StatementVersion[];
  /** What went wrong for drivers. */
  readonly failures: readonly string[];
}

/** All checks of the books, by the names under which reports give them. */
export const checkBooks = (books: Books): readonly Check[] => [
  kilometres(books),
  noLoss(books),
  pricedOnce(books),
  drivers(books),
];

/** Each metre that the dashboard showed is in exactly one of billed, unassigned, gap and still open (promise 3). */
function kilometres({ proofs }: Books): Check {
  const faults = proofs
    .filter((proof) => proof.shownMetres !== accountedMetres(proof))
    .map(
      (proof) =>
        `${proof.car}: the odometer showed ${proof.shownMetres} m, ${accountedMetres(proof)} m accounted for`,
    );
  const shown = proofs.reduce((sum, { shownMetres }) => sum + shownMetres, 0);
  return checkOf('kilometres', `${shown} m of ${proofs.length} cars`, faults);
}

/** What a car has written is in the gateway (promise 2). */
function noLoss({ proofs }: Books): Check {
  const faults = proofs
    .filter(({ recordsWritten, recordsStored }) => recordsWritten !== recordsStored)
    .map((proof) => `${proof.car}: ${proof.recordsWritten} records written, ${proof.recordsStored} stored`);
  const written = proofs.reduce((sum, { recordsWritten }) => sum + recordsWritten, 0);
  return checkOf('no-loss', `${written} records`, faults);
}

/** Every rental that was driven has one statement, of the distance that the dashboard showed. */
function pricedOnce({ truths, statements }: Books): Check {
  const faults = truths.flatMap((truth) => {
    const own = statements.filter(({ reservation }) => reservation === truth.reservation);
    const [statement] = own;
    if (statement === undefined || own.length > 1)
      return [`rental ${truth.reservation}: ${own.length} statements`];
    if (!statement.price.ok) return [`rental ${truth.reservation}: ${statement.price.error.message}`];
    const shown = truth.returnedOdometerMetres - truth.openedOdometerMetres;
    return statement.distanceMetres === shown
      ? []
      : [`rental ${truth.reservation}: ${statement.distanceMetres} m billed, the odometer showed ${shown} m`];
  });
  return checkOf('priced-once', `${truths.length} rentals`, faults);
}

/** Every driver got what the token gave a right to. */
const drivers = ({ truths, failures }: Books): Check =>
  checkOf('drivers-served', `${truths.length} rentals`, failures);
