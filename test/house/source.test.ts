import { describe, expect, it } from 'vitest';
import { parseSource } from './source.ts';

const read = (text: string) => parseSource({ path: 'device/trip/trip.ts', text });

describe('comments', () => {
  it('are found after code, over lines and at the very end', () => {
    const { comments } = read('a(); // one\n/* two\n two */ b(); //');
    expect(comments.map(({ text }) => text)).toEqual(['// one', '/* two\n two */', '//']);
  });

  it.each([
    "const s = '// no'; const t = '\\'/* no */';",
    'const s = "/* no */";',
    `const s = \`// no \${a + \`/* no */\`} // no\`;`,
    'const r = /\\/\\/ no/; const q = /[/*]/;',
    'const half = a / b; const quarter = half / 2;',
  ])('are not seen in %s', (text) => {
    expect(read(text).comments).toEqual([]);
  });

  it('are seen within the code of a template', () => {
    expect(read(`const s = \`a \${b /* yes */} c\`;`).comments).toMatchObject([{ text: '/* yes */' }]);
  });

  it('carry the offset that gives their line, also after signs of two code units', () => {
    const source = read("const s = '😀';\nf(); // here");
    expect(source.comments.map(({ start }) => source.lineAt(start))).toEqual([2]);
  });
});

describe('imports', () => {
  it.each([
    [
      "import { a as b, type C } from './x.ts';",
      { target: 'device/trip/x.ts', typeOnly: false, names: ['a', 'C'] },
    ],
    ["import type { A } from '../obd/x.ts';", { target: 'device/obd/x.ts', typeOnly: true }],
    ["import { type A, type B } from './x.ts';", { typeOnly: true }],
    ["import a from 'x';", { specifier: 'x', target: undefined, typeOnly: false }],
    ["import './x.ts';", { target: 'device/trip/x.ts', typeOnly: false, names: [] }],
    ["export { a as b } from './x.ts';", { target: 'device/trip/x.ts', typeOnly: false, names: ['a'] }],
    ["export type { A } from './x.ts';", { typeOnly: true }],
    ["export * from './x.ts';", { target: 'device/trip/x.ts', typeOnly: false }],
    ["const x = await import('../../protocol/x.ts');", { target: 'protocol/x.ts', typeOnly: false }],
    ['const x = await import(name);', { specifier: undefined, target: undefined }],
    ["type A = import('./x.ts').A;", { target: 'device/trip/x.ts', typeOnly: true }],
  ])('%s', (text, expected) => {
    expect(read(text).imports).toMatchObject([expected]);
  });

  it.each(["// import './x.ts';", "const s = `import './x.ts'`;", 'export const a = 1;'])(
    '%s is none',
    (text) => {
      expect(read(text).imports).toEqual([]);
    },
  );
});

describe('references', () => {
  const namesIn = (text: string) => read(text).references.map(({ name }) => name);

  it.each([
    ['a.b.c();', 'a.b.c'],
    ["a['b'];", 'a.b'],
    ['a?.b?.();', 'a.b'],
    ['globalThis.a.b;', 'a.b'],
    ['const x = { a };', 'a'],
    ['const { a } = b;', 'a'],
    [`\`\${a.b}\`;`, 'a.b'],
  ])('%s uses %s', (text, name) => {
    expect(namesIn(text)).toContain(name);
  });

  it.each([
    ['x.a;', 'a'],
    ['const x = { a: 1 };', 'a'],
    ['interface X { a(): void; a: string }', 'a'],
    ['class X { a() {} }', 'a'],
    ["import { a } from './x.ts';", 'a'],
    ["'a'; // a", 'a'],
    ['x[a.b].c;', 'x.c'],
  ])('%s does not use %s', (text, name) => {
    expect(namesIn(text)).not.toContain(name);
  });
});

it('names the path of a source that does not parse', () => {
  expect(() => read('const = 3;')).toThrow('device/trip/trip.ts');
});
