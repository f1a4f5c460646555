import { spawnSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { parseSource, type Source } from './source.ts';

const root = new URL('../../', import.meta.url);

const packages = ['protocol', 'device', 'gateway', 'simulator', 'test'];

/** Names at the root of what the repository holds; what a person keeps beside it is theirs. All names where git does not tell. */
export function rootNames(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return readdirSync(root);
  const names = stdout.split('\0').map((path) => path.split('/')[0] ?? '');
  return [...new Set(names)].filter((name) => name !== '');
}

/** Paths of all files in the five folders, from the root. */
export function filePaths(): string[] {
  const found = packages.map((name) => `${name}/**/*`);
  return globSync(found, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length));
}

/** Every TypeScript source of the five folders, parsed. */
export function treeSources(): Source[] {
  return filePaths()
    .filter((path) => path.endsWith('.ts'))
    .map((path) => parseSource({ path, text: readText(path) }));
}

/** The text of a file, by its path from the root. */
export function readText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}
