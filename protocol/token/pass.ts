import { fromHex, toHex } from '../codec/bytes.ts';
import { MalformedError } from '../errors.ts';
import { allListKinds, type CarriedList } from '../lists/list.ts';
import { decodeToken } from './token.ts';

/** What an issuer hands to a phone: a token, and what the phone needs to use it (clause 7.9). */
export interface Pass {
  readonly token: Uint8Array;
  /** The car's Ed25519 key, 32 bytes; by it the phone knows the car. Null where the issuer did not say. */
  readonly carKey: Uint8Array | null;
  /** For the car, where it has older ones (clause 12). */
  readonly lists: readonly CarriedList[];
}

/** In lines of hexadecimal: the token, then each further part behind its name. */
export const writePass = ({ token, carKey, lists }: Pass): string =>
  [
    toHex(token),
    ...(carKey === null ? [] : [`car-key ${toHex(carKey)}`]),
    ...lists.map(({ list, signed }) => `${list} ${toHex(signed)}`),
  ]
    .map((line) => `${line}\n`)
    .join('');

/** A pass, or a bare token in hexadecimal or as bytes. @throws {MalformedError} */
export function readPass(content: Uint8Array): Pass {
  const text = new TextDecoder('latin1').decode(content).trim();
  const [first = '', ...lines] = text.split(/\r?\n/);
  const pass = /^[0-9a-fA-F]+$/.test(first)
    ? { token: fromHex(first.trim()), carKey: carKeyIn(lines), lists: listsIn(lines) }
    : { token: content, carKey: null, lists: [] };
  decodeToken(pass.token);
  return pass;
}

/** The hexadecimal behind a name; null where no line has it. */
function partIn(lines: readonly string[], name: string): Uint8Array | null {
  const named = lines.map((line) => line.trim().split(/ +/)).find(([first]) => first === name);
  return named === undefined ? null : fromHex(named[1] ?? '');
}

function listsIn(lines: readonly string[]): CarriedList[] {
  return allListKinds.flatMap((list) => {
    const signed = partIn(lines, list);
    return signed === null ? [] : [{ list, signed }];
  });
}

function carKeyIn(lines: readonly string[]): Uint8Array | null {
  const key = partIn(lines, 'car-key');
  if (key === null) return null;
  if (key.length !== 32) throw new MalformedError('car-key: not 32 bytes');
  return key;
}
