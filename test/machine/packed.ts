import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import manifest from '../../package.json' with { type: 'json' };

declare module 'vitest' {
  export interface ProvidedContext {
    /** The package as `npm pack` makes it, and the programs in it. */
    readonly packed: { readonly tarball: string; readonly programs: string };
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs npm in a folder, with the Node of the tests; adds nothing to its output. @throws {Error} where it fails */
export function npm(args: readonly string[], cwd: string): void {
  const { PATH = '', ...env } = process.env;
  const path = [dirname(process.execPath), PATH].join(delimiter);
  const { status, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    env: { ...env, PATH: path },
  });
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${status}: ${stderr}`);
}

/** Packs the programs once for all machine tests: each pack builds `dist/` anew. */
export default function packOnce({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-packed-'));
  npm(['pack', '--pack-destination', folder], root);
  const programs = join(folder, 'dist');
  cpSync(join(root, 'dist'), programs, { recursive: true });
  provide('packed', { tarball: join(folder, `ritmeter-${manifest.version}.tgz`), programs });
  return () => rmSync(folder, { recursive: true });
}
