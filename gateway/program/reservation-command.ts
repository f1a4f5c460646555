import type { Command } from 'commander';
import {
  type CarId,
  type CustomerId,
  carId,
  customerId,
  type DriverId,
  driverId,
  type ReservationId,
  reservationId,
} from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import { localTime } from '../amounts.ts';
import { answerAsOperator, answerFromBooks } from './answer.ts';
import { by, type Given, moment, type NoteGiven, onData, withNote } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { revocationText } from './revoke-command.ts';

interface AddGiven extends Given {
  readonly car: CarId;
  readonly customer: CustomerId;
  readonly driver: DriverId;
  readonly from: EpochMilliseconds;
  readonly until: EpochMilliseconds;
}

/** `reservation add`, `change`, `cancel` and `correct`. */
export function addReservationCommands(program: Command, ports: ProgramPorts): void {
  const reservation = program
    .command('reservation')
    .summary('reservations')
    .description('Reservations: which car, for whom, when. Times are RFC 3339 on quarter-hours (T3).');
  addAdd(reservation, ports);
  addChange(reservation, ports);
  addCancel(reservation, ports);
  addCorrect(reservation, ports);
}

function addAdd(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('add'))
    .summary('reserve a car')
    .description('Reserve a car for a driver on the account of a customer. Prints the reservation.')
    .requiredOption('--car <car>', 'the car', by(carId))
    .requiredOption('--customer <customer>', 'who pays', by(customerId))
    .requiredOption('--driver <driver>', 'who drives', by(driverId))
    .requiredOption('--from <time>', 'start, such as 2026-11-20T14:00+01:00', moment)
    .requiredOption('--until <time>', 'end', moment)
    .action((given: AddGiven) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          const { car, customer, driver, from: startsAt, until: endsAt } = given;
          const wanted = { car, customer, driver, startsAt, endsAt };
          return { reservation: await operator.addReservation(wanted) };
        },
        (added) => added.reservation,
      ),
    );
}

function addChange(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('change'))
    .summary('move the end of a reservation')
    .description('Move the end of a reservation (T8).')
    .argument('<reservation>', 'the reservation', by(reservationId))
    .requiredOption('--until <time>', 'the new end', moment)
    .action((id: ReservationId, given: Given & { readonly until: EpochMilliseconds }) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => ({ reservation: id, ...(await operator.changeReservation(id, given.until)) }),
        ({ endsAt, hinders, revocation }) =>
          [
            `reservation ${id} ends ${localTime(endsAt)}${hinders ? '; this hinders the next one of the car' : ''}`,
            ...(revocation === null ? [] : [`earlier tokens: ${revocationText(revocation)}`]),
          ].join('\n'),
      ),
    );
}

function addCancel(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('cancel'))
    .summary('cancel a reservation')
    .description('Cancel a reservation that has not begun (T7).')
    .argument('<reservation>', 'the reservation', by(reservationId))
    .action((id: ReservationId, given: Given) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          const revocation = await operator.cancelReservation(id);
          return { reservation: id, revocation };
        },
        ({ revocation }) => `reservation ${id} is cancelled\nits tokens: ${revocationText(revocation)}`,
      ),
    );
}

interface CorrectGiven extends Given, NoteGiven {
  readonly until: EpochMilliseconds;
  readonly askedAt: EpochMilliseconds;
}

function addCorrect(parent: Command, ports: ProgramPorts): void {
  withNote(onData(parent.command('correct')))
    .summary('enter a change of the end that was asked earlier')
    .description(
      'Enter a change of the end that was asked earlier, even after the return; what was billed is worked out anew.',
    )
    .argument('<reservation>', 'the reservation', by(reservationId))
    .requiredOption('--until <time>', 'the new end', moment)
    .requiredOption('--asked-at <time>', 'when it was asked', moment)
    .action((id: ReservationId, { until: endsAt, askedAt, by, reason, ...given }: CorrectGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => ({
          reservation: id,
          ...books.enterLateChange({ reservation: id, askedAt, endsAt }, { by, reason }),
        }),
        () => `reservation ${id} ends ${localTime(endsAt)}, as asked ${localTime(askedAt)}`,
      ),
    );
}
