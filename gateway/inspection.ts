import { fromHex } from '../protocol/codec/bytes.ts';
import { Fault, MalformedError, messageOf } from '../protocol/errors.ts';
import type { PublicKey } from '../protocol/token/cose-key.ts';
import {
  type InspectedPart,
  type InspectionContext,
  inspectedPart,
  type PartName,
  partNames,
} from './inspected-part.ts';
import { type KnownKey, signatureText } from './inspected-signature.ts';
import { keyIdOf } from './token/keys.ts';

export interface Inspection {
  readonly carKey: string | null;
  readonly parts: readonly InspectedPart[];
}

/** Printable, with line ends. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));

/**
 * Takes apart whatever is signed: a token, a list, settings, a receipt or evidence, as bytes or in hexadecimal, or several
 * in lines as a phone keeps them (clauses 7.9, 12.6).
 * @throws {Fault} `nothing-to-inspect` saying why it is none of them.
 */
export function inspect(content: Uint8Array, given: Omit<InspectionContext, 'carKey'>): Inspection {
  if (!isText(content)) return { carKey: null, parts: [anyPart(content, { ...given, carKey: null })] };
  const lines = new TextDecoder()
    .decode(content)
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
  if (lines.length === 0) throw nothing('there is nothing in it');
  const carKey = lines.find(([name]) => name === 'car-key')?.[1] ?? null;
  const context = { ...given, carKey: carKey === null ? null : keyBeside(carKey) };
  const parts = lines.filter(([name]) => name !== 'car-key').map((line) => partOfLine(line, context));
  return { carKey, parts };
}

/** The key under which a phone found its receipt good. */
function keyBeside(carKey: string): KnownKey {
  const x = hexIn(carKey);
  if (x.length !== 32) throw nothing('car-key is not 32 bytes');
  const key: PublicKey = { kind: 'Ed25519', x };
  return { name: 'the car-key beside it', key, keyId: keyIdOf(key) };
}

function partOfLine([first = '', second]: readonly string[], context: InspectionContext): InspectedPart {
  const name = partNames.find((known) => known === first);
  return name === undefined
    ? anyPart(hexIn(first), context)
    : partOrFault(name, hexIn(second ?? ''), context);
}

function hexIn(text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch {
    throw nothing(`${text === '' ? 'nothing behind its name' : `${text.slice(0, 20)}…`} is no hexadecimal`);
  }
}

const nothing = (why: string): Fault =>
  new Fault(
    { code: 'nothing-to-inspect', blame: 'operator' },
    `no token, receipt, list, settings or evidence: ${why}`,
  );

function partOrFault(name: PartName, bytes: Uint8Array, context: InspectionContext): InspectedPart {
  const part = partOrReason(name, bytes, context);
  if (typeof part === 'string') throw nothing(part);
  return part;
}

/** What it can be read as; of several, that whose signature holds. */
function anyPart(bytes: Uint8Array, context: InspectionContext): InspectedPart {
  const tried = partNames.map((name) => partOrReason(name, bytes, context));
  const parts = tried.filter((found) => typeof found !== 'string');
  const part = parts.find(({ signature }) => signature === 'good') ?? parts[0];
  if (part !== undefined) return part;
  throw nothing([...new Set(tried)].join('; '));
}

function partOrReason(name: PartName, bytes: Uint8Array, context: InspectionContext): InspectedPart | string {
  try {
    return inspectedPart(name, bytes, context);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return messageOf(thrown);
    throw thrown;
  }
}

/** What was found, for people. */
export const inspectionText = ({ carKey, parts }: Inspection): string =>
  [
    ...parts.map((part) =>
      [
        `${part.what}, ${part.bytes} bytes, ${part.algorithm}${part.keyId === null ? '' : ` by key ${part.keyId}`}`,
        `  signature      ${signatureText(part)}`,
        ...part.claims.map(([name, meaning]) => `  ${name.padEnd(13)}  ${meaning}`),
      ].join('\n'),
    ),
    ...(carKey === null ? [] : [`car-key ${carKey}`]),
  ].join('\n');
