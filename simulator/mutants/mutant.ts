import { applyPatch, parsePatch } from 'diff';
import { Fault } from '../../protocol/errors.ts';

/** A fault that somebody might build into the product: one change of its sources that the simulation must find. */
export interface Mutant {
  /** Of its file, without the ending. */
  readonly name: string;
  /** The first line of its file: what goes wrong. */
  readonly about: string;
  /** Unified diff. */
  readonly patch: string;
}

/** Sources by path from the root of the checkout. */
export type ReadSource = (path: string) => string | null;

/** Reads a patch file: a line about it, then a unified diff. */
export function parseMutant(name: string, text: string): Mutant {
  const [about = ''] = text.split('\n', 1);
  return { name, about, patch: text };
}

/**
 * The files that a mutant changes, as it leaves them.
 * @throws {Fault} `patch-stale`: a file is no longer as the patch expects it.
 */
export function mutated({ name, patch }: Mutant, read: ReadSource): ReadonlyMap<string, string> {
  const files = parsePatch(patch).filter(({ hunks }) => hunks.length > 0);
  if (files.length === 0) throw stale(name, 'changes nothing');
  return new Map(
    files.map((file): [string, string] => {
      const path = (file.newFileName ?? '').replace(/^b\//, '');
      const source = read(path);
      if (source === null) throw stale(name, `${path} is not there`);
      const changed = applyPatch(source, file);
      if (changed === false) throw stale(name, `${path} has changed there`);
      return [path, changed];
    }),
  );
}

const stale = (name: string, why: string): Fault =>
  new Fault(
    { code: 'patch-stale', blame: 'operator' },
    `mutant ${name} does not apply: ${why}; make the same mistake in the sources as they are now, and write the diff to simulator/mutants/${name}.patch`,
  );
