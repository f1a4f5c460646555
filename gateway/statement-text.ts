import { euros, kilometres, localTime } from './amounts.ts';
import { columns } from './columns.ts';
import type { Entered, Statement, UnusedStatement } from './rental/statement.ts';

/** A statement as a person reads it: who, which car, when, how far, and each line of the price with its rule. */
export function statementText(statement: Statement, nameOf: (driver: string) => string): string {
  const parts = [
    head(statement, nameOf),
    trips(statement),
    entered(statement),
    price(statement),
    foot(statement),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The same for a reservation that nobody used. */
export function unusedText(statement: UnusedStatement): string {
  const { reservation, car, contract, entered: facts } = statement;
  const { driver, customer, formula, plus, priceClass, reservedFrom, reservedUntil } = contract;
  const what = facts.cancelledAt === null ? 'nobody used it' : `cancelled ${localTime(facts.cancelledAt)}`;
  return [
    `Reservation ${reservation}: ${driver} for ${customer}, ${car}, ${formula}${plus ? ' PLUS' : ''} class ${priceClass}`,
    `  reserved ${localTime(reservedFrom)}  to ${localTime(reservedUntil)}; ${what}`,
    price(statement),
    `  rests on entries ${facts.entries.join(', ')} of the operator`,
  ].join('\n');
}

/** What the operator entered, where it changes the price. */
function entered({ entered: facts, distanceMetres }: Statement): string {
  if (facts === null) return '';
  return [
    ...changesIn(facts),
    ...(facts.fuelPrice === null ? [] : [`  fuel     ${facts.fuelPrice} EUR a litre (T11)`]),
    ...facts.fees.map(
      ({ code, quantity, origin }) => `  fee      ${code} x ${quantity}: ${originTexts[origin]}`,
    ),
    ...(facts.correctedMetres === null
      ? []
      : [
          `  billed   ${kilometres(facts.correctedMetres)} km instead of ${kilometres(distanceMetres)} km, as corrected`,
        ]),
  ].join('\n');
}

const changesIn = ({ changes }: Entered): string[] =>
  changes.map(
    ({ at, endsAt, hinders }) =>
      `  changed  ${localTime(at)}  to end ${localTime(endsAt)}${hinders ? ', which hinders the next customer' : ''}`,
  );

const originTexts = {
  zone: 'by the zone verdict of the car',
  proposal: 'proposed by the records and accepted',
  manual: 'entered by the operator',
} as const;

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
    ...(contract === null
      ? []
      : [`  reserved ${localTime(contract.reservedFrom)}  to ${localTime(contract.reservedUntil)}`]),
    `  opened   ${localTime(openedAt)}  odometer ${kilometres(openedOdometerMetres)} km`,
    `  returned ${localTime(returnedAt)}  odometer ${kilometres(closedOdometerMetres)} km  distance ${kilometres(distanceMetres)} km`,
  ].join('\n');
}

const trips = ({ trips: all }: Statement): string =>
  all
    .map(({ startedAt, endedAt, distanceMetres }, index) => {
      const [start, end] = [localTime(startedAt), localTime(endedAt)];
      const until = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11, 16) : end.slice(0, 16);
      return `  trip ${index + 1}   ${start.slice(11, 16)}-${until}  ${kilometres(distanceMetres)} km`;
    })
    .join('\n');

/** UN/ECE Recommendation 20 as people write it; nothing for pieces. */
const unitTexts: Readonly<Record<string, string>> = { HUR: 'h', DAY: 'd', WEE: 'wk', KMT: 'km', C62: '' };

function price({ price: result }: Pick<Statement, 'price'>): string {
  if (!result.ok) return `  no price: ${result.error.code}: ${result.error.message}`;
  const rows = result.lines.map(({ code, quantity, unit, unitPriceCents, amountCents, rule, decided }) => [
    `  ${code}`,
    String(quantity),
    unitTexts[unit] ?? unit,
    'x',
    euros(unitPriceCents),
    '=',
    euros(amountCents),
    decided ? `${rule} (decided)` : rule,
  ]);
  const total = ['  total', '', '', '', '', '=', euros(result.totalCents), `EUR  ${result.priceList}`];
  const refused = result.refused.map(({ code, reason }) => `\n  refused: ${code}, ${reason} (T14)`);
  return columns([...rows, total], [1, 4, 6]) + refused.join('');
}

function foot({ records: { journal, fromSeq, toSeq }, remarks }: Statement): string {
  const noted = remarks.length === 0 ? '' : `; ${remarks.join(', ')}`;
  return `  rests on records ${fromSeq} to ${toSeq} of journal ${journal}${noted}`;
}
