import { describe, expect, it } from 'vitest';
import { adapterImports } from './rules/adapter-imports.ts';
import { bannerComments } from './rules/banner-comments.ts';
import { barrels } from './rules/barrels.ts';
import { cycles } from './rules/cycles.ts';
import { directions } from './rules/directions.ts';
import { featureFolders } from './rules/feature-folders.ts';
import { fileLength } from './rules/file-length.ts';
import { focusedTests } from './rules/focused-tests.ts';
import { importEndings } from './rules/import-endings.ts';
import { lockFile } from './rules/lock-file.ts';
import { outsideWorld } from './rules/outside-world.ts';
import { phoneSide } from './rules/phone-side.ts';
import { pricingAlone } from './rules/pricing-alone.ts';
import { randomness } from './rules/randomness.ts';
import { rootEntries } from './rules/root-entries.ts';
import { testSleeps } from './rules/test-sleeps.ts';
import { timers } from './rules/timers.ts';
import { typeEscapes } from './rules/type-escapes.ts';
import { typescriptOnly } from './rules/typescript-only.ts';
import { vagueNames } from './rules/vague-names.ts';
import { wallClock } from './rules/wall-clock.ts';
import { filePaths, readText, rootNames, treeSources } from './tree.ts';
import type { Violation } from './violation.ts';

const sources = treeSources();

describe('house rules over the whole tree', () => {
  it.each([
    ['packages import in the directions of the design', directions],
    ['adapters are imported by a main.ts, adapters and tests', adapterImports],
    ['feature folders take only types of each other', featureFolders],
    ['pricing imports its own files (D10)', pricingAlone],
    ['what a phone runs needs no Node', phoneSide],
    ['no file imports itself by way of others', cycles],
    ['no file only re-exports', barrels],
    ['relative imports end in .ts', importEndings],
    ['the core reads no clock of its own (D1)', wallClock],
    ['the core draws no randomness of its own (D1)', randomness],
    ['the core sets no timer of its own (D1)', timers],
    ['the core reaches disk, network and environment through ports (D1)', outsideWorld],
    ['nothing silences the compiler', typeEscapes],
    ['no comment is a banner', bannerComments],
    ['no file exceeds 400 lines', fileLength()],
    ['no test is left out', focusedTests],
    ['no test sleeps by the wall clock', testSleeps],
  ])('%s', (_, rule) => {
    expect(rule(sources).map(asLine)).toEqual([]);
  });

  it('no file or folder is named after no subject', () => {
    expect(vagueNames(filePaths()).map(asLine)).toEqual([]);
  });

  it('all code is in .ts files', () => {
    expect(typescriptOnly(filePaths()).map(asLine)).toEqual([]);
  });

  it('the root holds what the design allows', () => {
    expect(rootEntries(rootNames()).map(asLine)).toEqual([]);
  });

  it('the lock file names no download address', () => {
    expect(lockFile('package-lock.json', readText('package-lock.json')).map(asLine)).toEqual([]);
  });

  it('the package needs Node alone: what goes into the bundles is a devDependency', () => {
    expect(Object.keys(JSON.parse(readText('package.json')))).not.toContain('dependencies');
  });

  it('sees the tree it judges', () => {
    expect(sources.map(({ path }) => path)).toContain('test/house/house.test.ts');
  });
});

function asLine({ path, line, rule, message }: Violation): string {
  return `${path}:${line} ${rule}: ${message}`;
}
