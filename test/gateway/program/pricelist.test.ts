import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';

const builtIn = fileURLToPath(
  new URL('../../../gateway/pricing/lists/business-2026-03.yaml', import.meta.url),
);
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lists-'));
});
afterAll(() => rm(folder, { recursive: true }));

const edited = async (name: string, change: (text: string) => string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, change(await readFile(builtIn, 'utf8')));
  return file;
};

test('an operator adds a list with another formula by a file alone, and quotes from it', async () => {
  await edited('2027.yaml', (text) =>
    text
      .replace('id: business-2026-03', 'id: own-2027')
      .replace('validFrom: "2026-03-01"', 'validFrom: "2027-01-01"')
      .replace('\n  START:\n', '\n  WEEKLY:\n')
      .replace('S: 235', 'S: 111'),
  );
  const program = new MemoryProgram();
  const quote = ['quote', '--hours', '2', '--km', '0', '--class', 'S', '--lists', folder, '--json'];
  const { out } = await program.run(...quote, '--from', '2027-02-01T10:00+01:00');
  expect(JSON.parse(out)).toMatchObject([
    { formula: 'WEEKLY', result: { ok: true, priceList: 'own-2027', totalCents: 222 } },
    { formula: 'BONUS' },
    { formula: 'COMFORT' },
  ]);
});

test('check tells what a good list holds, and every fault of a bad one with its place', async () => {
  const program = new MemoryProgram();
  expect((await program.run('pricelist', 'check', builtIn)).out).toMatch(/^business-2026-03: good/);
  const bad = await edited('bad.yaml.txt', (text) =>
    text.replace('S: 235', 'S: -1').replace('{ code: week, hours: 168', '{ code: week, hours: 167'),
  );
  await expect(program.run('pricelist', 'check', bad)).rejects.toThrow(
    /bad\.yaml\.txt: .*formulas\.START\.hours\.0/,
  );
});

test('diff has exit status 1 where lists differ, and an unknown list names those that there are', async () => {
  const program = new MemoryProgram();
  expect(await program.run('pricelist', 'diff', 'business-2026-03', builtIn)).toEqual({
    out: 'no difference',
    status: 0,
  });
  expect((await program.run('pricelist', 'diff', 'business-2025-03', 'business-2026-03')).status).toBe(1);
  await expect(program.run('pricelist', 'show', 'nix')).rejects.toThrow(
    /there are: business-2025-03, business-2026-03/,
  );
});
