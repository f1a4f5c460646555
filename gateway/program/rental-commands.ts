import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type ReservationId, reservationId } from '../../protocol/ids.ts';
import { euros, localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Operator } from '../operator.ts';
import type { Rental, StatementVersion } from '../ports.ts';
import { statementText, unusedText } from '../statement-text.ts';
import type { KeptVersion } from '../statement-versions.ts';
import type { ReservationRow } from '../storage/reservations.ts';
import type { UnknownStretch } from '../unknown-stretches.ts';
import { answer, answerAsOperator, answerFromBooks, fromBooks } from './answer.ts';
import { by, type Given, onData } from './options.ts';
import { type PageGiven, withPage, writePage } from './page-options.ts';
import type { ProgramPorts } from './ports.ts';
import { type ListedRental, listed, rentalTable, rentalText, unknownStretchesText } from './rental-text.ts';

/** `rentals` and `rental`. */
export function addRentalCommands(program: Command, ports: ProgramPorts): void {
  onData(program.command('rentals'))
    .summary('list all rentals')
    .description(
      'List all rentals, as they follow from the records of the cars. JSON: times in milliseconds since 1970.',
    )
    .action((given: Given) =>
      answerAsOperator(
        ports,
        given,
        async (operator): Promise<ListedRental[]> =>
          listed(await operator.rentals(), await operator.statements()),
        rentalTable,
      ),
    );
  withPage(onData(program.command('rental')))
    .summary('show one rental with its statement')
    .description(
      'Show what there is of a rental: its statement, or why there is none yet; as a page ready for print with --html.',
    )
    .argument('<reservation>', 'the reservation that the car was opened for', by(reservationId))
    .option('--versions', 'all versions of the statement, with their three times and each difference')
    .action((id: ReservationId, given: RentalGiven) => {
      if (given.html !== undefined) return writeStatementPage(ports, id, given, given.html);
      if (given.versions === true)
        return answerFromBooks(ports, given, (books) => books.versions(id), versionsText);
      return showRental(ports, id, given);
    });
}

interface RentalGiven extends Given, PageGiven {
  readonly versions?: true;
}

/** A reservation that nobody used has a statement and no rental. */
async function showRental(ports: ProgramPorts, id: ReservationId, given: RentalGiven): Promise<void> {
  const { versions, unknownStretches } = await fromBooks(ports, given, (books) => ({
    versions: books.versions(id),
    unknownStretches: books.unknownStretches(id),
  }));
  const { statement } = versions.findLast(isCurrent) ?? {};
  if (statement !== undefined && 'kind' in statement) return answer(ports, given, statement, unusedText);
  await answerAsOperator(
    ports,
    given,
    async (operator) => ({ ...(await rentalOf(operator, id)), unknownStretches }),
    textOf,
  );
}

const isCurrent = ({ standing }: KeptVersion): boolean => standing === 'draft' || standing === 'issued';

async function writeStatementPage(
  ports: ProgramPorts,
  id: ReservationId,
  given: RentalGiven,
  file: string,
): Promise<void> {
  const { statementPage } = await import('../statement-pages.ts');
  const versions = await fromBooks(ports, given, (books) => books.versions(id));
  const newest = versions.findLast(isCurrent);
  if (newest === undefined)
    throw new Fault({ code: 'not-found', blame: 'sender' }, `there is no statement of reservation ${id} yet`);
  await writePage(ports, file, statementPage(newest, given.lang));
  await answer(ports, given, { reservation: id, file }, () => file);
}

const versionsText = (versions: readonly KeptVersion[]): string =>
  versions.length === 0 ? 'no statement yet' : versions.map(versionText).join('\n');

function versionText(version: KeptVersion): string {
  const { occurredAt, receivedAt, billedAt, cause, invoice, differences } = version;
  const { price } = version.statement;
  const total = price.ok ? `${euros(price.totalCents)} EUR` : 'no price';
  const time = (at: number | null): string => (at === null ? 'not known' : localTime(at));
  const changes = differences.map(({ code, beforeCents, afterCents }) => [
    `  ${code}`,
    beforeCents === null ? '-' : euros(beforeCents),
    '->',
    afterCents === null ? '-' : euros(afterCents),
  ]);
  return [
    `version ${version.version}: ${total}, ${version.standing}${invoice === null ? '' : ` on invoice ${invoice}`}, by ${cause ?? 'records'}`,
    `  occurred ${time(occurredAt)}, received ${time(receivedAt)}, billed ${time(billedAt)}`,
    ...(changes.length === 0 ? [] : [columns(changes, [1, 3])]),
  ].join('\n');
}

interface FoundRental {
  readonly rentals: readonly Rental[];
  readonly statements: readonly StatementVersion[];
}

/** @throws {Fault} `not-found`. */
async function rentalOf(operator: Operator, id: ReservationId): Promise<FoundRental> {
  const rentals = (await operator.rentals()).filter(({ reservation }) => reservation === id);
  const statements = await operator.statement(id);
  if (rentals.length > 0) return { rentals, statements };
  const known = (await operator.reservations()).find(({ reservation }) => reservation === id);
  throw new Fault(
    { code: 'not-found', blame: 'sender', temporary: known !== undefined && known.cancelledAt === null },
    known === undefined ? `there is no reservation ${id}` : whyNoRental(known),
  );
}

const whyNoRental = ({ reservation, cancelledAt }: ReservationRow): string =>
  cancelledAt === null
    ? `no car has been opened for reservation ${reservation} yet`
    : `reservation ${reservation} was cancelled ${localTime(cancelledAt)}, free of charge (T7)`;

interface ShownRental extends FoundRental {
  readonly unknownStretches: readonly UnknownStretch[];
}

/** A rental that has no statement yet is told by itself; what no source counted stands below. */
const textOf = ({ rentals, statements, unknownStretches }: ShownRental): string =>
  [
    ...statements.map((statement) => statementText(statement, (driver) => driver)),
    ...listed(rentals, statements)
      .filter(({ billed }) => !billed)
      .map(rentalText),
    ...(unknownStretches.length === 0 ? [] : [unknownStretchesText(unknownStretches)]),
  ].join('\n\n');
