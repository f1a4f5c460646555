import type { Command } from 'commander';
import {
  type ChargeId,
  type CustomerId,
  chargeId,
  customerId,
  type ReservationId,
  reservationId,
} from '../../protocol/ids.ts';
import type { EpochMilliseconds, Metres } from '../../protocol/units.ts';
import { euros, kilometres } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { ListedCharge } from '../register/charges.ts';
import { answerFromBooks } from './answer.ts';
import {
  by,
  euroCents,
  type Given,
  moment,
  type NoteGiven,
  onData,
  wholeMetres,
  withNote,
} from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** `charge list`, `add`, `accept`, `reject`; `receipt add`; `distance correct`. */
export function addChargeCommands(program: Command, ports: ProgramPorts): void {
  const charge = program
    .command('charge')
    .summary('fees, compensations and what the records propose')
    .description(
      'Fees and compensations (T12). What the records of a car speak for is a proposal, which costs nothing until a person\n' +
        'accepts it.',
    );
  addList(charge, ports);
  addAdd(charge, ports);
  addDecide(charge, ports, 'accept');
  addDecide(charge, ports, 'reject');
  addReceipt(program, ports);
  addDistance(program, ports);
}

function addList(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('list'))
    .summary('list charges, receipts and proposals')
    .description('List charges, fuel receipts and proposals, with who decided and why.')
    .option('--rental <reservation>', 'of this rental alone', by(reservationId))
    .option('--open', 'those alone that nobody has decided on')
    .action((given: Given & { readonly rental?: ReservationId; readonly open?: true }) =>
      answerFromBooks(
        ports,
        given,
        (books) =>
          books
            .charges(given.rental ?? null)
            .filter(({ standing }) => given.open !== true || standing === 'open'),
        chargesText,
      ),
    );
}

const chargesText = (charges: readonly ListedCharge[]): string =>
  charges.length === 0
    ? 'none'
    : columns([
        ['charge', 'rental', 'customer', 'code', 'quantity', 'standing', ''],
        ...charges.map((each) => [
          each.charge,
          each.reservation ?? '',
          each.customer ?? '',
          each.code,
          each.amountCents === null ? each.quantity : `${euros(each.amountCents)} EUR`,
          each.standing,
          [...each.grounds, ...(each.note === null ? [] : [`${each.note.by}: ${each.note.reason}`])].join(
            '; ',
          ),
        ]),
      ]);

interface AddGiven extends Given, NoteGiven {
  readonly rental?: ReservationId;
  readonly customer?: CustomerId;
  readonly quantity: string;
  readonly at?: EpochMilliseconds;
}

function addAdd(parent: Command, ports: ProgramPorts): void {
  withNote(onData(parent.command('add')))
    .summary('charge a fee, or give a compensation')
    .description(
      'Charge a fee of the price list, or give a compensation, for a rental or else for a customer.',
    )
    .argument('<code>', 'on the price list, such as cleaning-hour or compensation')
    .option('--rental <reservation>', 'the rental', by(reservationId))
    .option('--customer <customer>', 'the customer, where no rental is named', by(customerId))
    .option('--quantity <number>', 'such as 1.5', by(quantity), '1')
    .option('--at <time>', 'when it happened; now if left out', moment)
    .action((code: string, given: AddGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => ({
          charge: books.addCharge(
            {
              reservation: given.rental ?? null,
              customer: given.customer ?? null,
              code,
              quantity: given.quantity,
              occurredAt: given.at ?? ports.clock.wall(),
            },
            { by: given.by, reason: given.reason },
          ),
        }),
        (added) => added.charge,
      ),
    );
}

function quantity(text: string): string {
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text) && Number(text) > 0) return text;
  throw new RangeError('It is no number above zero.');
}

function addDecide(parent: Command, ports: ProgramPorts, verb: 'accept' | 'reject'): void {
  withNote(onData(parent.command(verb)))
    .summary(`${verb} a proposal, charge or receipt`)
    .description(
      `Say that a proposal, charge or fuel receipt is ${verb}ed; a later decision takes its place.`,
    )
    .argument('<charge>', 'as in charge list', by(chargeId))
    .action((id: ChargeId, given: Given & NoteGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => books.decideCharge(id, verb === 'accept', { by: given.by, reason: given.reason }),
        ({ code, standing }) => `${code} ${id} is ${standing}`,
      ),
    );
}

interface ReceiptGiven extends Given, NoteGiven {
  readonly amount: number;
  readonly submitted?: EpochMilliseconds;
  readonly approved?: true;
}

function addReceipt(program: Command, ports: ProgramPorts): void {
  const receipt = program
    .command('receipt')
    .summary('fuel receipts')
    .description('Fuel paid without the fuel card (T14).');
  withNote(onData(receipt.command('add')))
    .summary('enter a receipt that was handed in')
    .description(
      'Enter a receipt that was handed in. Without --approved it is credited once `charge accept` says so.',
    )
    .argument('<reservation>', 'the rental', by(reservationId))
    .requiredOption('--amount <euros>', 'such as 25.40', euroCents)
    .option('--submitted <time>', 'when it was handed in; now if left out', moment)
    .option('--approved', 'it was agreed by telephone')
    .action((reservation: ReservationId, given: ReceiptGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => ({
          charge: books.handInReceipt(
            {
              reservation,
              amountCents: given.amount,
              submittedAt: given.submitted ?? ports.clock.wall(),
              approved: given.approved ?? false,
            },
            { by: given.by, reason: given.reason },
          ),
        }),
        (added) => added.charge,
      ),
    );
}

function addDistance(program: Command, ports: ProgramPorts): void {
  const distance = program
    .command('distance')
    .summary('corrected kilometres')
    .description("Kilometres to bill instead of the odometer's; a statement shows both.");
  withNote(onData(distance.command('correct')))
    .summary('bill another distance')
    .description('Bill another distance than the odometer shows, with who decided and why.')
    .argument('<reservation>', 'the rental', by(reservationId))
    .requiredOption('--metres <metres>', 'to bill', wholeMetres)
    .action((reservation: ReservationId, given: Given & NoteGiven & { readonly metres: Metres }) =>
      answerFromBooks(
        ports,
        given,
        (books) => {
          books.correctDistance(reservation, given.metres, { by: given.by, reason: given.reason });
          return { reservation, distanceMetres: given.metres };
        },
        ({ distanceMetres }) => `rental ${reservation} is billed for ${kilometres(distanceMetres)} km`,
      ),
    );
}
