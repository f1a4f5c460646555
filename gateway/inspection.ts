import { fromHex } from '../protocol/codec/bytes.ts';
import { Fault, MalformedError, messageOf } from '../protocol/errors.ts';
import type { KeyId } from '../protocol/ids.ts';
import { allListKinds, type ListKind } from '../protocol/lists/list.ts';
import { decodeList } from '../protocol/lists/signed-list.ts';
import type { PublicKey } from '../protocol/token/cose-key.ts';
import { decodeToken, type UnverifiedToken } from '../protocol/token/token.ts';
import { type EpochMilliseconds, type EpochSeconds, toEpochMilliseconds } from '../protocol/units.ts';
import { keyIdOf, verifyPhone } from './token/keys.ts';

/** A key that a signature can be checked with. */
export interface KnownKey {
  readonly name: string;
  readonly key: PublicKey;
  readonly keyId: KeyId;
}

/** `unchecked`: the key is not known here. */
type SignatureFound = 'good' | 'bad' | 'unchecked';

/** One thing signed. */
export interface InspectedPart {
  readonly what: 'token' | ListKind;
  readonly bytes: number;
  readonly algorithm: string;
  readonly keyId: KeyId;
  readonly signature: SignatureFound;
  /** Whose key it was checked with. */
  readonly signer: string | null;
  /** Each claim or field, with what it means now. */
  readonly claims: readonly (readonly [name: string, meaning: string])[];
}

export interface Inspection {
  readonly carKey: string | null;
  readonly parts: readonly InspectedPart[];
}

interface Signed {
  readonly algorithm: string;
  readonly keyId: KeyId;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * Takes a token, a list, or the file of a token apart.
 * @throws {Fault} `nothing-to-inspect` saying why it is neither.
 */
export function inspect(text: string, keys: readonly KnownKey[], now: EpochMilliseconds): Inspection {
  const lines = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(/ +/));
  const carKey = lines.find(([name]) => name === 'car-key')?.[1] ?? null;
  const parts = lines.flatMap(([first = '', second]) => {
    if (first === 'car-key') return [];
    const kind = allListKinds.find((known) => known === first);
    return [
      kind === undefined ? anyPart(hexIn(first), keys, now) : listPart(kind, hexIn(second ?? ''), keys),
    ];
  });
  return { carKey, parts };
}

function hexIn(text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch {
    throw nothing(`${text.slice(0, 20)}… is no hexadecimal`);
  }
}

const nothing = (why: string): Fault =>
  new Fault({ code: 'nothing-to-inspect', blame: 'operator' }, `neither a token nor a signed list: ${why}`);

function anyPart(bytes: Uint8Array, keys: readonly KnownKey[], now: EpochMilliseconds): InspectedPart {
  const reasons: string[] = [];
  const tried = <Part>(read: () => Part): Part | null => {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof MalformedError)) throw thrown;
      reasons.push(messageOf(thrown));
      return null;
    }
  };
  const token = tried(() => decodeToken(bytes));
  if (token !== null) return tokenPart(token, bytes, keys, now);
  for (const kind of allListKinds) {
    const part = tried(() => readListPart(kind, bytes, keys));
    if (part !== null) return part;
  }
  throw nothing(reasons.join('; '));
}

function listPart(kind: ListKind, bytes: Uint8Array, keys: readonly KnownKey[]): InspectedPart {
  try {
    return readListPart(kind, bytes, keys);
  } catch (thrown) {
    if (thrown instanceof MalformedError) throw nothing(messageOf(thrown));
    throw thrown;
  }
}

const headOf = (what: InspectedPart['what'], bytes: Uint8Array, read: Signed, keys: readonly KnownKey[]) => {
  const known = keys.find(({ keyId }) => keyId === read.keyId);
  const isGood = known !== undefined && verifyPhone(known.key, read.signedBytes, read.signature);
  const signature: SignatureFound = known === undefined ? 'unchecked' : isGood ? 'good' : 'bad';
  return {
    what,
    bytes: bytes.length,
    algorithm: read.algorithm,
    keyId: read.keyId,
    signature,
    signer: known?.name ?? null,
  };
};

function tokenPart(
  token: UnverifiedToken,
  bytes: Uint8Array,
  keys: readonly KnownKey[],
  now: EpochMilliseconds,
): InspectedPart {
  const { claims } = token;
  const { rights, confirmation } = claims;
  return {
    ...headOf('token', bytes, token, keys),
    claims: [
      ['issuer', claims.issuer],
      ['subject', `${claims.subject} (pseudonym of the customer at this car)`],
      ['car', claims.audience],
      ['good from', whenText(claims.notBefore, now)],
      ['good until', whenText(claims.expiresAt, now)],
      ['issued', whenText(claims.issuedAt, now)],
      ['token', claims.tokenId],
      ['phone', `${confirmation.kind} key ${keyIdOf(confirmation)}`],
      ['allows', claims.scope.join(', ')],
      ['reservation', rights.reservation],
      ['latest return', whenText(rights.latestReturnAt, now)],
      ...(rights.uses === undefined ? [] : [['opens', `${rights.uses} times`] as const]),
      ...(rights.denyListNumber === undefined
        ? []
        : [['deny-list', `the car needs number ${rights.denyListNumber} or newer`] as const]),
    ],
  };
}

function readListPart(kind: ListKind, bytes: Uint8Array, keys: readonly KnownKey[]): InspectedPart {
  switch (kind) {
    case 'key-set': {
      const read = decodeList(kind, bytes);
      return {
        ...headOf(kind, bytes, read, keys),
        claims: [
          ['number', `${read.content.number}`],
          ['issued', momentText(read.content.issuedAt)],
          ...read.content.issuers.map(
            ({ issuer, key, scopes, longestLifeSeconds, cars, denies }) =>
              [
                'issuer',
                `${issuer}, ${key.kind} key ${keyIdOf(key)}: ${scopes.join(', ')}; at most ${longestLifeSeconds / 3_600} h; ${cars?.join(', ') ?? 'all cars'}${denies ? '; signs deny-lists' : ''}`,
              ] as const,
          ),
        ],
      };
    }
    case 'revoked-keys': {
      const read = decodeList(kind, bytes);
      const { number, issuedAt, keyIds } = read.content;
      return {
        ...headOf(kind, bytes, read, keys),
        claims: [
          ['number', `${number}`],
          ['issued', momentText(issuedAt)],
          ...keyIds.map((id) => ['revoked', id] as const),
        ],
      };
    }
    case 'deny-list': {
      const read = decodeList(kind, bytes);
      const { car, number, issuedAt, denied } = read.content;
      return {
        ...headOf(kind, bytes, read, keys),
        claims: [
          ['car', car],
          ['number', `${number}`],
          ['issued', momentText(issuedAt)],
          ...denied.map((id) => ['denied', id] as const),
        ],
      };
    }
  }
}

const momentText = (time: EpochSeconds): string => new Date(toEpochMilliseconds(time)).toISOString();

/** The time, and how far off it is. */
function whenText(time: EpochSeconds, now: EpochMilliseconds): string {
  const off = toEpochMilliseconds(time) - now;
  const far = lengthText(Math.abs(off));
  return `${momentText(time)} (${off >= 0 ? `in ${far}` : `${far} ago`})`;
}

function lengthText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

/** What was found, for people. */
export const inspectionText = ({ carKey, parts }: Inspection): string =>
  [
    ...parts.map((part) =>
      [
        `${part.what}, ${part.bytes} bytes, ${part.algorithm} by key ${part.keyId}`,
        `  signature      ${signatureText(part)}`,
        ...part.claims.map(([name, meaning]) => `  ${name.padEnd(13)}  ${meaning}`),
      ].join('\n'),
    ),
    ...(carKey === null ? [] : [`car-key ${carKey}`]),
  ].join('\n');

function signatureText({ signature, signer }: InspectedPart): string {
  switch (signature) {
    case 'good':
      return `good, by ${signer}`;
    case 'bad':
      return `DOES NOT HOLD under the key of ${signer}`;
    case 'unchecked':
      return 'not checked: this key is not known here; give it with --key';
  }
}
