import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { type CborMap, CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { actions } from '../../../protocol/messages/words.ts';
import { claimsCodec } from '../../../protocol/token/claims.ts';
import { decodeEnvelope, encodeEnvelope } from '../../../protocol/token/envelope.ts';
import { decodeToken, encodeToken, maxTokenBytes } from '../../../protocol/token/token.ts';
import { ed25519Key, p256Key } from '../../support/signing-keys.ts';
import { claimValues } from './claim-values.ts';
import { someClaims as claims, somePhone as phone } from './some-claims.ts';

const issuer = ed25519Key(new Uint8Array(32).fill(1));
const ellipticIssuer = p256Key(new Uint8Array(32).fill(2));
const nothing = new Uint8Array();

const claimsMap = (): Map<CborValue, CborValue> => new Map(claimsCodec.write(claims));
const header: CborMap = new Map<CborValue, CborValue>([
  [1, -19],
  [4, new Uint8Array(8)],
]);

/** A token whose parts are made by hand, signed by the issuer. */
const tokenOf = (payload: CborValue, protectedHeader: CborMap = header): Uint8Array =>
  encodeEnvelope('sign1', protectedHeader, encode(payload), nothing, issuer.sign);

const tokenWith = (key: number, item: CborValue) => tokenOf(claimsMap().set(key, item));

function cnfWith(...entries: readonly (readonly [number, CborValue])[]): Map<CborValue, CborValue> {
  const key = new Map<CborValue, CborValue>([
    [1, 2],
    [-1, 1],
    [-2, phone.publicKey.x],
    [-3, phone.publicKey.kind === 'P-256' ? phone.publicKey.y : null],
    ...entries,
  ]);
  return new Map([[1, key]]);
}

describe('a token (D7, clause 7)', () => {
  it.each([
    ['Ed25519', issuer],
    ['ESP256', ellipticIssuer],
  ] as const)('gives back its claims and verifies under the %s key that signed it', (algorithm, key) => {
    fc.assert(
      fc.property(claimValues, (any) => {
        const token = decodeToken(encodeToken(any, key));
        expect(token).toMatchObject({ algorithm, keyId: key.keyId, claims: any });
        expect(key.verify(token.signedBytes, token.signature)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('with a P-256 phone, all rights and full-length names is at most 260 bytes', () => {
    expect(encodeToken(claims, issuer)).toHaveLength(260);
  });

  it('with any one bit changed is refused or does not verify', () => {
    const bytes = encodeToken(claims, issuer);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(isAccepted(changed), `bit ${bit}`).toBe(false);
    }
    expect(isAccepted(bytes)).toBe(true);
  });

  it('cut at any byte is refused', () => {
    const bytes = encodeToken(claims, issuer);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeToken(bytes.subarray(0, length)), `${length} bytes`).toThrow(MalformedError);
    }
  });

  it(`over ${maxTokenBytes} bytes is refused before it is read`, () => {
    expect(() => decodeToken(new Uint8Array(maxTokenBytes + 1))).toThrow('token: over 512 bytes');
  });
});

/** As a car takes it that knows this one issuer by its key id. */
function isAccepted(bytes: Uint8Array): boolean {
  try {
    const token = decodeToken(bytes);
    return (
      token.keyId === issuer.keyId &&
      token.algorithm === 'Ed25519' &&
      issuer.verify(token.signedBytes, token.signature)
    );
  } catch (thrown) {
    if (thrown instanceof MalformedError) return false;
    throw thrown;
  }
}

describe('the envelope of a token (clause 7.1)', () => {
  const unsealed = (parts: readonly CborValue[], tag = 18) => encode(new CborTag(tag, parts));
  const good = decodeEnvelope('sign1', tokenOf(claimsMap()));
  const { protectedBytes, payload, seal } = good;

  it.each<[string, Uint8Array]>([
    ['COSE_Sign1: not tagged 18', encode([protectedBytes, new Map(), payload, seal])],
    ['COSE_Sign1: not tagged 18', unsealed([protectedBytes, new Map(), payload, seal], 17)],
    ['COSE_Sign1: not tagged 18', encode(new CborTag(61, decode(tokenOf(claimsMap()))))],
    ['COSE_Sign1: not an array of four', unsealed([protectedBytes, new Map(), payload])],
    ['COSE_Sign1: payload is no byte string', unsealed([protectedBytes, new Map(), null, seal])],
    ['COSE_Sign1: unprotected header is no map', unsealed([protectedBytes, [], payload, seal])],
    ['COSE_Sign1: protected header is no byte string', unsealed([header, new Map(), payload, seal])],
    ['COSE_Sign1: protected header is no map', unsealed([encode([]), new Map(), payload, seal])],
    ['COSE_Sign1: signature or MAC is no byte string', unsealed([protectedBytes, new Map(), payload, 0])],
    [
      'token: unprotected header is not empty',
      unsealed([protectedBytes, new Map([[4, new Uint8Array(8)]]), payload, seal]),
    ],
    ['token: signature is not 64 bytes', unsealed([protectedBytes, new Map(), payload, seal.subarray(1)])],
    ['token: signature is not 64 bytes', unsealed([protectedBytes, new Map(), payload, new Uint8Array(72)])],
    ['token: unknown algorithm', unsealed([nothing, new Map(), payload, seal])],
  ])('%s', (message, bytes) => {
    expect(() => decodeToken(bytes)).toThrow(new MalformedError(message));
  });

  it.each<[string, readonly (readonly [CborValue, CborValue])[]]>([
    ['token: unknown algorithm', [[1, 5]]],
    ['token: unknown algorithm', [[1, 'EdDSA']]],
    ['token: key id is not 8 bytes', [[4, new Uint8Array(7)]]],
    ['token: key id is not 8 bytes', [[4, 'operator']]],
    [
      'token: protected header holds more than algorithm and key id',
      [
        [2, [99]],
        [99, 0],
      ],
    ],
    ['token: protected header holds more than algorithm and key id', [[2, [1]]]],
    ['token: protected header holds more than algorithm and key id', [[3, 0]]],
    ['token: protected header holds more than algorithm and key id', [['alg', -19]]],
  ])('%s', (message, entries) => {
    expect(() => decodeToken(tokenOf(claimsMap(), new Map([...header, ...entries])))).toThrow(
      new MalformedError(message),
    );
  });

  it.each([
    ['Ed25519', -19],
    ['ESP256', -9],
    ['EdDSA', -8],
    ['ES256', -7],
  ] as const)(
    'names the algorithm %s, %i: which one a key id may use is for the car to say (clause 7.2)',
    (name, number) => {
      expect(decodeToken(tokenOf(claimsMap(), new Map([...header, [1, number]]))).algorithm).toBe(name);
    },
  );
});

describe('the claims of a token (clause 7.3)', () => {
  it.each([10, 39, 0, -65_538, -1])('with an unknown claim %i are refused', (key) => {
    expect(() => decodeToken(tokenWith(key, 0))).toThrow(`token: unknown key ${key}`);
  });

  it('with a claim named by text are refused', () => {
    expect(() => decodeToken(tokenOf(claimsMap().set('iss', 'operator')))).toThrow('token: unknown key iss');
  });

  it('with an unknown right are refused', () => {
    const rights = new Map<CborValue, CborValue>([
      [1, new Uint8Array(8)],
      [2, 0],
      [5, 0],
    ]);
    expect(() => decodeToken(tokenWith(-65_537, rights))).toThrow('token.rights: unknown key 5');
  });

  it.each([...claimsMap().keys()].map(Number))('without claim %i are refused', (key) => {
    const map = claimsMap();
    map.delete(key);
    expect(() => decodeToken(tokenOf(map))).toThrow(/^token\.\w+: /);
  });

  it.each([
    ['a fraction of a second', 4, -1],
    ['an audience of two cars', 3, ['car-0007', 'car-0008']],
    ['an end after 2106', 4, 2 ** 32],
    ['a date that is none', 6, 9_007_199_254_740_991],
    ['a number beyond 2^53', 5, 2n ** 63n],
    ['a name of nine letters', 2, 'ninechars'],
    ['a name in capitals', 1, 'Operator'],
    ['a token id of seven bytes', 7, new Uint8Array(7)],
    ['a scope in text', 9, 'unlock'],
    ['an empty scope', 9, nothing],
    ['an unknown action in the scope', 9, Uint8Array.of(1, 7)],
    ['an action twice', 9, Uint8Array.of(1, 1)],
    ['actions out of order', 9, Uint8Array.of(2, 1)],
  ] as const)('with %s are refused', (_, key, item) => {
    expect(() => decodeToken(tokenWith(key, item))).toThrow(/^token\.\w+: /);
  });

  it('list the scope as rising numbers, whatever order the issuer named it in', () => {
    const bytes = encodeToken({ ...claims, scope: ['status', 'unlock', 'end'] }, issuer);
    const payload = decode(decodeEnvelope('sign1', bytes).payload);
    expect(payload instanceof Map && payload.get(9)).toEqual(
      Uint8Array.of(actions.unlock, actions.end, actions.status),
    );
  });
});

describe('the phone key in a token (cnf, RFC 8747)', () => {
  it.each<[string, CborMap]>([
    ['COSE_Key: carries a private part', cnfWith([-4, new Uint8Array(32)])],
    ['COSE_Key: neither Ed25519 nor P-256', cnfWith([2, new Uint8Array(8)])],
    ['COSE_Key: neither Ed25519 nor P-256', cnfWith([-1, 2])],
    ['COSE_Key: neither Ed25519 nor P-256', cnfWith([1, 4])],
    ['COSE_Key -3: not 32 bytes', cnfWith([-3, true])],
    ['COSE_Key -2: not 32 bytes', cnfWith([-2, new Uint8Array(31)])],
    ['COSE_Key: not a map', new Map([[1, nothing]])],
    ['not {1: COSE_Key}', new Map()],
    ['not {1: COSE_Key}', new Map([...cnfWith(), [3, nothing]])],
    ['not {1: COSE_Key}', new Map([[3, nothing]])],
  ])('%s', (message, cnf) => {
    expect(() => decodeToken(tokenWith(8, cnf))).toThrow(message);
  });
});
