#!/usr/bin/env node
import { CommanderError } from 'commander';
import { messageOf } from '../protocol/errors.ts';
import { realProgram } from './adapters/real-program.ts';
import { exitStatusOf, gatewayProgram } from './program/program.ts';

try {
  await gatewayProgram(realProgram()).parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) process.stderr.write(`ritmeter-gateway: ${messageOf(thrown)}\n`);
  process.exit(exitStatusOf(thrown));
}
