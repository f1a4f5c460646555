import type { StatementVersion } from '../../gateway/ports.ts';
import { naivePrice } from '../naive-price/naive.ts';
import { type Check, checkOf } from './check.ts';
import type { Evidence, TrueRental } from './evidence.ts';

type Billed = Pick<Evidence, 'rentals' | 'statements' | 'drives' | 'tows' | 'cars'>;

/**
 * Every rental that was driven has one statement with a price that its lines add up to and that the rules give when they are
 * written a second time, of the distance that the dashboard showed. Never more; and less only where the car could not know,
 * because the unit was off, or was towed.
 */
export function pricedOnce(evidence: Billed): Check {
  const { rentals, statements } = evidence;
  const faults = [
    ...rentals.flatMap((rental) => faultsOf(rental, evidence)),
    ...statements.flatMap((statement) => wronglyAdded(statement)),
  ];
  return checkOf('priced-once', `${rentals.length} rentals`, faults);
}

function faultsOf(rental: TrueRental, evidence: Billed): string[] {
  const { reservation } = rental;
  const own = evidence.statements.filter((statement) => statement.reservation === reservation);
  const [statement] = own;
  if (statement === undefined || own.length > 1) return [`rental ${reservation}: ${own.length} statements`];
  if (!statement.price.ok) return [`rental ${reservation}: ${statement.price.error.message}`];
  const shown = rental.returnedOdometerMetres - rental.openedOdometerMetres;
  const resolution = evidence.cars.find(({ car }) => car === rental.car)?.resolutionMetres ?? 0;
  const least = shown - unknowable(rental, evidence) - resolution;
  if (statement.distanceMetres < least || statement.distanceMetres > shown + resolution)
    return [`rental ${reservation}: ${statement.distanceMetres} m billed, the odometer showed ${shown} m`];
  return wronglyPriced(rental, statement, statement.price.totalCents);
}

/** The rules written a second time, over the times of the reservation and the facts that the statement rests on. */
function wronglyPriced(
  { reservation, reservedFrom, reservedUntil }: TrueRental,
  { contract, entered, returnedAt, distanceMetres }: StatementVersion,
  totalCents: number,
): string[] {
  const price = naivePrice({
    id: reservation,
    formula: contract?.formula,
    plus: contract?.plus,
    priceClass: contract?.priceClass,
    reservation: { start: timeText(reservedFrom), end: timeText(reservedUntil) },
    changes: entered?.changes.map(({ at, endsAt, hinders }) => ({
      at: timeText(at),
      end: timeText(endsAt),
      hinders,
    })),
    returnedAt: timeText(Math.max(returnedAt, reservedFrom)),
    distanceM: distanceMetres,
  });
  const expected = 'error' in price ? price.error.message : `${price.totalCents} cents`;
  return expected === `${totalCents} cents`
    ? []
    : [`rental ${reservation}: ${totalCents} cents, by the rules ${expected}`];
}

const timeText = (time: number): string => new Date(time).toISOString();

/**
 * Metres of a rental that nobody drove, that no unit could tell of, or of which nothing told the unit; and of its first drive, where the unit was not there, or
 * heard of no distance, to tell whether the driver drove them or somebody before.
 */
function unknowable({ car, openedAt, returnedAt }: TrueRental, { drives, tows }: Billed): number {
  const isIn = (at: number): boolean => at >= openedAt && at <= returnedAt;
  const untold = drives
    .filter((drive) => drive.car === car && isIn(drive.from))
    .map(({ isSeen, isWhole, metres, unheardMetres }, index) =>
      !isSeen || (index === 0 && !isWhole) ? metres : unheardMetres,
    );
  const towed = tows.filter((tow) => tow.car === car && isIn(tow.at)).map(({ metres }) => metres);
  return [...untold, ...towed].reduce((sum, metres) => sum + metres, 0);
}

function wronglyAdded({ reservation, price }: StatementVersion): string[] {
  if (!price.ok) return [];
  const sum = price.lines.reduce((total, { amountCents }) => total + amountCents, 0);
  return sum === price.totalCents
    ? []
    : [`rental ${reservation}: lines of ${sum} cents, a total of ${price.totalCents}`];
}
