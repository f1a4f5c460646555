import { readFileSync } from 'node:fs';

/** `protocol/README.md`. */
export const specification = readFileSync(new URL('../../../protocol/README.md', import.meta.url), 'utf8');

/** Fenced blocks of one language: what stands behind the language, and the lines inside. */
export function blocksOf(
  language: string,
): readonly { readonly label: string; readonly lines: readonly string[] }[] {
  const fences = specification.matchAll(new RegExp(`^\`\`\`${language} ?(.*)\\n([^]*?)^\`\`\`$`, 'gm'));
  return Array.from(fences, ([, label = '', inside = '']) => ({
    label,
    lines: inside.trimEnd().split('\n'),
  }));
}

/** Rows of the table whose first two columns have these headings, as text without the heading. */
export function tableOf(first: string, second: string): readonly (readonly string[])[] {
  const lines = specification.split('\n');
  const heading = lines.findIndex((line) => line.startsWith(`| ${first} | ${second} |`));
  if (heading < 0) throw new Error(`no table | ${first} | ${second} |`);
  const end = lines.findIndex((line, at) => at > heading && !line.startsWith('|'));
  return lines.slice(heading + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** A table of numbers as an object from word to number. */
export const numbersOf = (second: string): Record<string, number> =>
  Object.fromEntries(tableOf('number', second).map(([number, word = '']) => [word, Number(number)]));

/** One field of a map in the schema. */
export interface SchemaField {
  readonly key: number;
  readonly isOptional: boolean;
  readonly type: string;
  readonly name: string;
}

const rules: ReadonlyMap<string, string> = new Map(
  blocksOf('cddl')
    .flatMap(({ lines }) => lines.join('\n').split(/\n(?=[a-z])/))
    .map((rule) => [rule.slice(0, rule.indexOf(' = ')), rule.slice(rule.indexOf(' = ') + 3)]),
);

function ruleOf(name: string): string {
  const rule = rules.get(name);
  if (rule === undefined) throw new Error(`no CDDL rule ${name}`);
  return rule;
}

/** The fields of a map, in order, with their names from the comments; `salted` stands for the salt. */
export function fieldsOf(rule: string): readonly SchemaField[] {
  const source = ruleOf(rule);
  const names = Array.from(source.matchAll(/;(.*)$/gm), ([, comment = '']) =>
    comment.trim().split(', '),
  ).flat();
  const inside = source
    .replaceAll(/;.*$/gm, '')
    .replace(/^\{/, '')
    .replaceAll(/\{[^{}]*\}/g, 'a map');
  const members = Array.from(inside.matchAll(/(\? )?(-?\d+): ([^,}]+)/g));
  if (members.length !== names.length)
    throw new Error(`${rule}: ${members.length} fields, ${names.length} names`);
  return members.map(([, optional, key, type = ''], at) => ({
    key: Number(key),
    isOptional: optional !== undefined,
    type: type.trim(),
    name: names[at] ?? '',
  }));
}

/** The words of a choice `&(word: number, ...)`; null where the rule is none. */
export function wordsOf(rule: string): Readonly<Record<string, number>> | null {
  const choice = /^&\(([^)]*)\)/.exec(rules.get(rule) ?? '')?.[1];
  if (choice === undefined) return null;
  return Object.fromEntries(
    choice
      .split(/,\s+/)
      .map((pair) => pair.split(': '))
      .map(([word = '', number]) => [word, Number(number)]),
  );
}
