import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../protocol/errors.ts';
import { type Mutant, parseMutant, type ReadSource } from '../mutants/mutant.ts';

/** The checkout that this program runs from. */
export const checkout = join(import.meta.dirname, '..', '..');
const folder = join(checkout, 'simulator', 'mutants');
const ending = '.patch';

/** The mutants that there are, by name. @throws {Fault} `no-sources`. */
export function readMutants(): readonly Mutant[] {
  if (!existsSync(folder))
    throw new Fault(
      { code: 'no-sources', blame: 'operator' },
      'mutants are made of the sources: run it in a checkout',
    );
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => parseMutant(name.slice(0, -ending.length), readFileSync(join(folder, name), 'utf8')));
}

/** A source of the checkout; null where there is none. */
export const readSource: ReadSource = (path) => {
  const file = join(checkout, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
};
