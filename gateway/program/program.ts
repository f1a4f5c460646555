import { Command, CommanderError } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { software } from '../../protocol/software.ts';
import { addAlarmsCommand } from './alarms-command.ts';
import { addBackupCommand } from './backup-command.ts';
import { addCarCommand } from './car-command.ts';
import { addChargeCommands } from './charge-command.ts';
import { addCommandCommands } from './command-command.ts';
import { addCustomerCommand } from './customer-command.ts';
import { addDriverCommands } from './driver-command.ts';
import { addEvidenceCommands } from './evidence-command.ts';
import { addFuelPriceCommands } from './fuelprice-command.ts';
import { addHealthCommand } from './health-command.ts';
import { addInitCommand } from './init-command.ts';
import { addInvoiceCommands } from './invoice-command.ts';
import { addKeysCommands } from './keys-command.ts';
import { addPersonCommands } from './person-command.ts';
import { addPhoneCommand } from './phone-command.ts';
import type { ProgramPorts } from './ports.ts';
import { addPriceCommand } from './price-command.ts';
import { addPriceListCommands } from './pricelist-command.ts';
import { addQuoteCommand } from './quote-command.ts';
import { addRentalCommands } from './rental-commands.ts';
import { addReservationCommands } from './reservation-command.ts';
import { addServeCommand } from './serve-command.ts';
import { addSetAsideCommand } from './set-aside-command.ts';
import { addTokenCommands } from './token-command.ts';
import { addUnassignedCommands } from './unassigned-command.ts';

/** All commands of the gateway program. A command line that is none rejects with a `CommanderError`, already told. */
export function gatewayProgram(ports: ProgramPorts): Command {
  const program = new Command('ritmeter-gateway')
    .description('The gateway of a car-sharing fleet')
    .version(software)
    .showSuggestionAfterError(false)
    .exitOverride();
  addInitCommand(program, ports);
  addServeCommand(program, ports);
  addHealthCommand(program, ports);
  addAlarmsCommand(program, ports);
  addCarCommand(program, ports);
  addCommandCommands(program, ports);
  addCustomerCommand(program, ports);
  addDriverCommands(program, ports);
  addPhoneCommand(program, ports);
  addReservationCommands(program, ports);
  addTokenCommands(program, ports);
  addRentalCommands(program, ports);
  addSetAsideCommand(program, ports);
  addBackupCommand(program, ports);
  addChargeCommands(program, ports);
  addFuelPriceCommands(program, ports);
  addEvidenceCommands(program, ports);
  addInvoiceCommands(program, ports);
  addUnassignedCommands(program, ports);
  addPersonCommands(program, ports);
  addKeysCommands(program, ports);
  addPriceCommand(program, ports);
  addQuoteCommand(program, ports);
  addPriceListCommands(program, ports);
  return program;
}

/** 0: only help was asked for; 2: what a person gave must be put right; 1: it cannot be done, or not now. */
export function exitStatusOf(thrown: unknown): 0 | 1 | 2 {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
  const isGiven = thrown instanceof Fault && (thrown.blame === 'operator' || thrown.blame === 'sender');
  return isGiven ? 2 : 1;
}
