#!/usr/bin/env node
import { Command } from 'commander';
import { Fault, messageOf } from '../protocol/errors.ts';
import { software } from '../protocol/software.ts';
import { realProgram } from './adapters/real-program.ts';
import { addCarCommand } from './program/car-command.ts';
import { addCustomerCommand } from './program/customer-command.ts';
import { addDriverCommands } from './program/driver-command.ts';
import { addHealthCommand } from './program/health-command.ts';
import { addInitCommand } from './program/init-command.ts';
import { addPhoneCommand } from './program/phone-command.ts';
import { addPriceCommand } from './program/price-command.ts';
import { addRentalCommands } from './program/rental-commands.ts';
import { addReservationCommands } from './program/reservation-command.ts';
import { addServeCommand } from './program/serve-command.ts';
import { addTokenCommand } from './program/token-command.ts';

/** Exit statuses: something does not hold or cannot be done now; what a person gave must be put right. */
const failureStatus = 1;
const usageStatus = 2;

const program = new Command('ritmeter-gateway')
  .description('The gateway of a car-sharing fleet')
  .version(software)
  .showSuggestionAfterError(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageStatus));

const ports = realProgram();
addInitCommand(program, ports);
addServeCommand(program, ports);
addHealthCommand(program, ports);
addCarCommand(program, ports);
addCustomerCommand(program, ports);
addDriverCommands(program, ports);
addPhoneCommand(program, ports);
addReservationCommands(program, ports);
addTokenCommand(program, ports);
addRentalCommands(program, ports);
addPriceCommand(program, ports);

try {
  await program.parseAsync();
} catch (thrown) {
  process.stderr.write(`ritmeter-gateway: ${messageOf(thrown)}\n`);
  const isGiven = thrown instanceof Fault && (thrown.blame === 'operator' || thrown.blame === 'sender');
  process.exit(isGiven ? usageStatus : failureStatus);
}
