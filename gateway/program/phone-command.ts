import type { Command } from 'commander';
import { type DriverId, driverId } from '../../protocol/ids.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { answerAsOperator } from './answer.ts';
import { by, type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { publicKeyFrom } from './public-key.ts';

/** `phone add`. */
export function addPhoneCommand(program: Command, ports: ProgramPorts): void {
  const phone = program.command('phone').summary("drivers' phones").description("The drivers' phones.");
  onData(phone.command('add'))
    .summary('enrol a phone')
    .description('Enrol the public key of a phone, so that tokens can be issued to it. Prints its key id.')
    .argument('<driver>', 'whose phone it is', by(driverId))
    .argument('<key>', 'COSE_Key in hexadecimal, or the JSON of ritmeter-phone keygen', by(publicKeyFrom))
    .action((driver: DriverId, key: PublicKey, given: Given) =>
      answerAsOperator(
        ports,
        given,
        async (operator) => ({ driver, phone: await operator.enrolPhone(driver, key) }),
        (enrolled) => enrolled.phone,
      ),
    );
}
