import { describe, expect, test } from 'vitest';
import { Fault } from '../../../protocol/errors.ts';
import { emptyRoster, grown } from '../../../simulator/fleet/roster.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { Keeper } from '../../../simulator/start/keeper.ts';
import { firstSaved, load, type SavedFiles, save } from '../../../simulator/start/saved.ts';
import { growthTo } from '../growth.ts';

class FilesInMemory implements SavedFiles {
  readonly texts = new Map<string, string>();
  read(name: string): string | null {
    return this.texts.get(name) ?? null;
  }
  write(name: string, text: string): void {
    this.texts.set(name, text);
  }
  folder(name: string): string {
    return `/data/${name}`;
  }
}

const fleet = grown(emptyRoster, growthTo(3), seededRandom(1), seededRandom(2));
const some = { ...firstSaved(seededRandom(3)), date: '2026-06-07', roster: fleet };

test('a first start finds nothing, and makes keys and passwords of its own', () => {
  expect(load(new FilesInMemory())).toBe(null);
  const [one, other] = [firstSaved(seededRandom(1)), firstSaved(seededRandom(2))];
  expect(one.observerPassword).toMatch(/^[0-9a-f]{32}$/);
  expect(one.observerPassword).not.toBe(other.observerPassword);
  expect(one.issuerSeed).not.toEqual(other.issuerSeed);
});

test('what is saved is loaded', () => {
  const files = new FilesInMemory();
  save(files, some);
  expect(load(files)).toEqual(some);
});

test.each([
  ['no JSON', () => '{'],
  ['another object', () => '{}'],
  ['no date', (text: string) => text.replace('2026-06-07', '2026-06-31')],
  ['a short seed', (text: string) => text.replace(/"issuerSeed":"../, '"issuerSeed":"')],
  [
    'a short password',
    (text: string) => text.replace(/"observerPassword":"[^"]*"/, '"observerPassword":"secret"'),
  ],
  ['a roster that is none', (text: string) => text.replace('odometerMillimetres', 'odometerMiles')],
  ['a field that it does not know', (text: string) => text.replace('{', '{"colour":"red",')],
])('a file with %s is refused, by name and with what to do', (_, spoil) => {
  const files = new FilesInMemory();
  save(files, some);
  const text = files.texts.get('simulation.json') ?? '';
  files.write('simulation.json', spoil(text));
  expect(files.texts.get('simulation.json')).not.toBe(text);
  expect(() => load(files)).toThrow(Fault);
  expect(() => load(files)).toThrow(/^\/data\/simulation\.json .* choose another folder with --data$/);
});

describe('a keeper', () => {
  test('puts newer entries in the place of earlier ones, and leaves the other cars', () => {
    const files = new FilesInMemory();
    const keeper = new Keeper(files, some);
    expect(files.texts.size).toBe(0);
    const [first, second, third] = fleet.cars;
    if (second === undefined) throw new Error('no second car');
    const moved = { ...second, odometerMillimetres: second.odometerMillimetres + 5 };
    keeper.keep('2026-06-08', [moved]);
    expect(load(files)).toEqual({
      ...some,
      date: '2026-06-08',
      roster: { ...fleet, cars: [first, moved, third] },
    });
  });
});
