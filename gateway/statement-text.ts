import { euros, kilometres, localTime } from './amounts.ts';
import { columns } from './columns.ts';
import type { Statement } from './rental/statement.ts';

/** A statement as a person reads it: who, which car, when, how far, and each line of the price with its rule. */
export function statementText(statement: Statement, nameOf: (driver: string) => string): string {
  return [head(statement, nameOf), trips(statement), price(statement), foot(statement)].join('\n');
}

function head(
  { reservation, car, contract, openedAt, returnedAt, ...facts }: Statement,
  nameOf: (driver: string) => string,
): string {
  const who =
    contract === null ? 'unknown reservation' : `${nameOf(contract.driver)} for ${contract.customer}`;
  const terms =
    contract === null
      ? ''
      : `, ${contract.formula}${contract.plus ? ' PLUS' : ''} class ${contract.priceClass}`;
  const { openedOdometerMetres, closedOdometerMetres, distanceMetres } = facts;
  return [
    `Rental ${reservation}: ${who}, ${car}${terms}`,
    `  opened   ${localTime(openedAt)}  odometer ${kilometres(openedOdometerMetres)} km`,
    `  returned ${localTime(returnedAt)}  odometer ${kilometres(closedOdometerMetres)} km  distance ${kilometres(distanceMetres)} km`,
  ].join('\n');
}

const trips = ({ trips: all }: Statement): string =>
  all
    .map(({ startedAt, endedAt, distanceMetres }, index) => {
      const times = `${localTime(startedAt).slice(11, 16)}-${localTime(endedAt).slice(11, 16)}`;
      return `  trip ${index + 1}   ${times}  ${kilometres(distanceMetres)} km`;
    })
    .join('\n');

function price({ price: result }: Statement): string {
  if (!result.ok) return `  no price: ${result.error.code}: ${result.error.message}`;
  const rows = result.lines.map(({ code, quantity, unit, unitPriceCents, amountCents, rule, decided }) => [
    `  ${code}`,
    String(quantity),
    unit,
    `x ${euros(unitPriceCents)}`,
    `= ${euros(amountCents)}`,
    decided ? `${rule} (decided)` : rule,
  ]);
  return columns(
    [...rows, ['  total', '', '', '', `= ${euros(result.totalCents)} EUR`, result.priceList]],
    [1, 3, 4],
  );
}

function foot({ records: { journal, fromSeq, toSeq }, remarks }: Statement): string {
  const noted = remarks.length === 0 ? '' : `; ${remarks.join(', ')}`;
  return `  rests on records ${fromSeq} to ${toSeq} of journal ${journal}${noted}`;
}
