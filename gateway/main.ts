#!/usr/bin/env node
import { CommanderError } from 'commander';
import { inWords, messageOf } from '../protocol/errors.ts';
import { realProgram } from './adapters/real-program.ts';
import { exitStatusOf, gatewayProgram } from './program/program.ts';

try {
  await gatewayProgram(realProgram()).parseAsync();
} catch (thrown) {
  if (!(thrown instanceof CommanderError))
    process.stderr.write(`ritmeter-gateway: ${inWords(messageOf(thrown))}\n`);
  process.exit(exitStatusOf(thrown));
}
