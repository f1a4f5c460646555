import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { parseScenario, type Scenario } from '../scenarios/scenario.ts';

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));
const ending = '.yaml';

/** Scenarios that come with the simulator, by name. */
export const scenarioNames = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

/**
 * A scenario by its name, or from a file of the user's own.
 * @throws {Fault} `scenario-invalid`: what is wrong with the file, or that there is none.
 */
export const readScenario = (nameOrFile: string): Scenario =>
  parseScenario(scenarioText(nameOrFile), nameOrFile);

/** The same as its file says it. @throws {Fault} `scenario-invalid`: that there is none. */
export function scenarioText(nameOrFile: string): string {
  const isName = /^[a-z0-9-]+$/.test(nameOrFile);
  if (isName && !scenarioNames().includes(nameOrFile))
    throw invalid(
      `no scenario ${nameOrFile}; there are ${scenarioNames().join(', ')}, and files of your own (./${nameOrFile}.yaml)`,
    );
  return textOf(isName ? join(folder, `${nameOrFile}${ending}`) : nameOrFile);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(`${path} cannot be read: ${messageOf(cause)}`);
  }
}

const invalid = (message: string) => new Fault({ code: 'scenario-invalid', blame: 'operator' }, message);
