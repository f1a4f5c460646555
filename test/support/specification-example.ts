import { toHex } from '../../protocol/codec/bytes.ts';

/** What JSON can say; byte strings and ids are written in hexadecimal. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A message of the specification in bytes, with the fields that it says. */
export interface Example {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly fields: Json;
  /** Reads bytes with all checks that they allow, and writes what was read. */
  reread(bytes: Uint8Array): { readonly fields: Json; readonly bytes: Uint8Array };
}

/** An example whose bytes `write` makes of its content, and whose seals `read` checks. */
export function example<Content>(
  name: string,
  content: Content,
  write: (content: Content) => Uint8Array,
  read: (bytes: Uint8Array) => Content,
): Example {
  return {
    name,
    bytes: write(content),
    fields: asJson(content),
    reread(bytes) {
      const again = read(bytes);
      return { fields: asJson(again), bytes: write(again) };
    },
  };
}

function asJson(value: unknown): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object') throw new TypeError(`no JSON for a ${typeof value}`);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asJson(item)]));
}

const longestLine = 116;

/** The fenced block in which an example stands in the document: its bytes, then its fields as JSON. */
export const renderExample = ({ name, bytes, fields }: Example): string =>
  block(`example=${name}`, [...hexLines(bytes), ...packed(spaced(fields).split(/(?<=,) /))]);

/** The fenced block of named values that are no messages. */
export const renderValues = (name: string, values: Readonly<Record<string, Uint8Array>>): string =>
  block(
    `values=${name}`,
    Object.entries(values).flatMap(([label, bytes]) => [`${label}:`, ...hexLines(bytes)]),
  );

const block = (label: string, lines: readonly string[]): string =>
  [`\`\`\`hex ${label}`, ...lines, '```'].join('\n');

const hexLines = (bytes: Uint8Array): readonly string[] =>
  toHex(bytes).match(new RegExp(`.{1,${longestLine}}`, 'g')) ?? [];

/** As many words on a line as fit. */
function packed(words: readonly string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const joined = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && joined.length <= longestLine) lines[lines.length - 1] = joined;
    else lines.push(lines.length > 0 ? `  ${word}` : word);
  }
  return lines;
}

function spaced(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${spaced(item)}`);
  return `{ ${members.join(', ')} }`;
}
