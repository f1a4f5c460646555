import { describe, expect, it } from 'vitest';
import { pathsFound } from '../planted.ts';
import { parseSource } from '../source.ts';
import { cycles } from './cycles.ts';

describe('no file imports itself by way of others', () => {
  it('finds two files that import each other', () => {
    expect(
      pathsFound(cycles, ['device/a.ts', "import './b.ts';"], ['device/b.ts', "import './a.ts';"]),
    ).toEqual(['device/a.ts']);
  });

  it('finds a cycle of types, and says its way', () => {
    const sources = [
      { path: 'device/start.ts', text: "import './trip/a.ts';" },
      { path: 'device/trip/a.ts', text: "import type { B } from './b.ts';" },
      { path: 'device/trip/b.ts', text: "import type { C } from '../obd/c.ts';" },
      { path: 'device/obd/c.ts', text: "type A = import('../trip/a.ts').A;" },
    ];
    expect(cycles(sources.map(parseSource)).map(({ message }) => message)).toEqual([
      'imports itself: device/trip/a.ts → device/trip/b.ts → device/obd/c.ts → device/trip/a.ts',
    ]);
  });

  it('finds a file that imports itself', () => {
    expect(pathsFound(cycles, ['device/a.ts', "import './a.ts';"])).toEqual(['device/a.ts']);
  });

  it('lets pass two ways to the same file', () => {
    expect(
      pathsFound(
        cycles,
        ['device/a.ts', "import './b.ts';\nimport './c.ts';"],
        ['device/b.ts', "import './d.ts';"],
        ['device/c.ts', "import './d.ts';"],
        ['device/d.ts', 'export const d = 1;'],
      ),
    ).toEqual([]);
  });
});
