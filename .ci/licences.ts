import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages whose files went into bundles: what their authors ask to be told wherever their code goes. */
export function licencesOf(moduleIds: Iterable<string>): string {
  const folders = new Set([...moduleIds].flatMap(packageFolder));
  const texts = new Set([...folders].map(textOf));
  return [...texts].sort().join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the innermost package that a module belongs to; none for sources of this project. */
function packageFolder(id: string): string[] {
  const found = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/^\0/, ''));
  return found?.[1] === undefined ? [] : [found[1]];
}

/** @throws {Error} where a package does not say under which terms it comes */
function textOf(folder: string): string {
  const { name, version, license }: Record<string, unknown> = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  if (typeof name !== 'string' || typeof version !== 'string' || typeof license !== 'string')
    throw new Error(`${folder}: its package.json names no licence`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
