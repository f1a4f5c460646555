import type { Command } from 'commander';
import { type CustomerId, customerId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import { euros, localTime } from '../amounts.ts';
import { answerAsOperator, answerFromBooks } from './answer.ts';
import { by, euroCents, type Given, moment, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface CustomerGiven extends Given {
  readonly formula: string;
  readonly plus: boolean;
  readonly contribution?: number;
}

interface ChangeGiven extends Given {
  readonly formula?: string;
  readonly plus?: boolean;
  readonly contribution?: number;
  readonly from?: EpochMilliseconds;
}

/** `customer add` and `customer change`. */
export function addCustomerCommand(program: Command, ports: ProgramPorts): void {
  const customer = program.command('customer').summary('customers').description('Who pays.');
  onData(customer.command('add'))
    .summary('add a customer')
    .description('Add a customer with the formula of its prices.')
    .argument('<customer>', 'name: 1 to 32 of a-z 0-9 -', by(customerId))
    .requiredOption('--formula <formula>', 'formula on the price list, such as START')
    .option('--plus', 'has the PLUS option', false)
    .option(
      '--contribution <euros>',
      'contribution paid, which is the limit of use; none if left out',
      euroCents,
    )
    .action((name: CustomerId, given: CustomerGiven) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          const { formula, plus, contribution } = given;
          const added = {
            customer: name,
            formula,
            plus,
            ...(contribution === undefined ? {} : { contributionCents: contribution }),
          };
          await operator.addCustomer(added);
          return added;
        },
        ({ formula, plus }) => `customer ${name} added: ${formula}${plus ? ' PLUS' : ''}`,
      ),
    );
  addChange(customer, ports);
}

function addChange(parent: Command, ports: ProgramPorts): void {
  onData(parent.command('change'))
    .summary('change the terms of a customer')
    .description(
      'Change the terms of a customer for reservations that start from a time on. What was billed on other terms is\n' +
        'worked out anew.',
    )
    .argument('<customer>', 'the customer', by(customerId))
    .option('--formula <formula>', 'formula on the price list')
    .option('--plus', 'has the PLUS option')
    .option('--no-plus', 'does not have it')
    .option('--contribution <euros>', 'contribution paid, which is the limit of use', euroCents)
    .option('--from <time>', 'from when on; now if left out', moment)
    .action((name: CustomerId, given: ChangeGiven) =>
      answerFromBooks(
        ports,
        given,
        (books) => {
          const { formula, plus, contribution: contributionCents } = given;
          const from = given.from ?? ports.clock.wall();
          return { ...books.changeTerms({ customer: name, from, formula, plus, contributionCents }), from };
        },
        ({ formula, plus, contributionCents, from }) =>
          `customer ${name} has ${formula}${plus ? ' PLUS' : ''} from ${localTime(from)}` +
          (contributionCents === undefined ? '' : `; contribution ${euros(contributionCents)} EUR`),
      ),
    );
}
