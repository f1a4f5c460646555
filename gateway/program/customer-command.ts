import type { Command } from 'commander';
import { type CustomerId, customerId } from '../../protocol/ids.ts';
import { answerAsOperator } from './answer.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

interface CustomerGiven extends Given {
  readonly formula: string;
  readonly plus: boolean;
}

/** `customer add`. */
export function addCustomerCommand(program: Command, ports: ProgramPorts): void {
  const customer = program.command('customer').summary('customers').description('Who pays.');
  onData(customer.command('add'))
    .summary('add a customer')
    .description('Add a customer with the formula of its prices.')
    .argument('<customer>', 'name: 1 to 32 of a-z 0-9 -', by(customerId))
    .requiredOption('--formula <formula>', 'formula on the price list, such as START')
    .option('--plus', 'has the PLUS option', false)
    .action((name: CustomerId, given: CustomerGiven) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          const added = { customer: name, formula: given.formula, plus: given.plus };
          await operator.addCustomer(added);
          return added;
        },
        ({ formula, plus }) => `customer ${name} added: ${formula}${plus ? ' PLUS' : ''}`,
      ),
    );
}
