import type { Command } from 'commander';
import { type CustomerId, customerId, type DriverId, driverId } from '../../protocol/ids.ts';
import { localTime } from '../amounts.ts';
import type { EnrolmentCode } from '../register/enrolment.ts';
import { answerAsOperator } from './answer.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** `driver add`, `driver code` and `driver allow`. */
export function addDriverCommands(program: Command, ports: ProgramPorts): void {
  const driver = program.command('driver').summary('drivers').description('Who drives, and for whom.');
  onData(driver.command('add'))
    .summary('add a driver')
    .description(
      'Add a driver, who may drive for nobody yet. Prints the code with which one phone enrols itself.',
    )
    .argument('<driver>', 'name: 1 to 32 of a-z 0-9 -', by(driverId))
    .action((name: DriverId, given: Given) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          await operator.addDriver(name);
          return { driver: name, ...(await operator.enrolmentCode(name)) };
        },
        (added) => `driver ${name} added\n${codeText(added)}`,
      ),
    );
  onData(driver.command('code'))
    .summary('make a code for one more phone of a driver')
    .description(
      'Make a code with which one phone of the driver enrols itself; an unused one from before is void.',
    )
    .argument('<driver>', 'whose phone it is', by(driverId))
    .action((name: DriverId, given: Given) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => ({ driver: name, ...(await operator.enrolmentCode(name)) }),
        codeText,
      ),
    );
  onData(driver.command('allow'))
    .summary('let a driver drive for a customer')
    .description('Let a driver drive for a customer; without effect where it is so already.')
    .argument('<driver>', 'the driver', by(driverId))
    .argument('<customer>', 'who pays', by(customerId))
    .action((name: DriverId, customer: CustomerId, given: Given) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => {
          await operator.allowDriver(name, customer);
          return { driver: name, customer };
        },
        () => `driver ${name} may drive for ${customer}`,
      ),
    );
}

const codeText = ({ code, expiresAt }: EnrolmentCode): string =>
  `code ${code} enrols one phone until ${localTime(expiresAt)}, once`;
