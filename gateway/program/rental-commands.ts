import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { type ReservationId, reservationId } from '../../protocol/ids.ts';
import type { Operator } from '../operator.ts';
import type { Rental, StatementVersion } from '../ports.ts';
import { statementText } from '../statement-text.ts';
import { answerAsOperator } from './answer.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { type ListedRental, listed, rentalTable, rentalText } from './rental-text.ts';

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
  onData(program.command('rental'))
    .summary('show one rental with its statement')
    .description('Show what there is of a rental: its statement, or why there is none yet.')
    .argument('<reservation>', 'the reservation that the car was opened for', by(reservationId))
    .action((id: ReservationId, given: Given) =>
      answerAsOperator(ports, given, (operator) => rentalOf(operator, id), textOf),
    );
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
  const known = (await operator.reservations()).some(({ reservation }) => reservation === id);
  const why = known ? `no car has been opened for reservation ${id} yet` : `there is no reservation ${id}`;
  throw new Fault({ code: 'not-found', blame: 'sender', temporary: known }, why);
}

/** A rental that has no statement yet is told by itself. */
const textOf = ({ rentals, statements }: FoundRental): string =>
  [
    ...statements.map((statement) => statementText(statement, (driver) => driver)),
    ...listed(rentals, statements)
      .filter(({ billed }) => !billed)
      .map(rentalText),
  ].join('\n\n');
