import { concat, fromHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { type CborMap, CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { writeCoseKey } from '../../../protocol/token/cose-key.ts';
import { decodeEnvelope } from '../../../protocol/token/envelope.ts';
import { issuerKey, phoneKey } from '../../support/specification-keys.ts';
import { securePhoneKey } from './parties.ts';
import { byteString, chunked, entriesOf, head, indefiniteMap, rawMap } from './raw-cbor.ts';
import { asked, claimsMap, header, signedPayload, tokenOf, withClaim } from './token-vector.ts';
import type { TokenVector } from './vector-format.ts';

const good = tokenOf();
const { protectedBytes, payload, seal } = decodeEnvelope('sign1', good);
const nothing = new Uint8Array();

const refused =
  (clause: string) =>
  ([name, token]: readonly [string, Uint8Array]): TokenVector =>
    asked(name, token, { clause, verdict: 'malformed' });

const parts = (...items: readonly CborValue[]): Uint8Array => encode(new CborTag(18, items));
/** COSE_Sign1 whose four parts are these bytes. */
const rawParts = (...items: readonly Uint8Array[]): Uint8Array =>
  concat(Uint8Array.of(0xd2), head(4, items.length), ...items);
const goodParts = [byteString(protectedBytes), Uint8Array.of(0xa0), byteString(payload), byteString(seal)];
const withHeader = (...entries: readonly (readonly [CborValue, CborValue])[]): Uint8Array =>
  signedPayload(payload, new Map([...header, ...entries]));
const withoutHeader = (key: CborValue): Uint8Array =>
  signedPayload(payload, new Map([...header].filter(([known]) => known !== key)));
const signedHeader = (bytes: Uint8Array): Uint8Array =>
  parts(bytes, new Map(), payload, issuerKey.sign(encode(['Signature1', bytes, nothing, payload])));

const envelopes: readonly (readonly [string, Uint8Array])[] = [
  ['no bytes but one', Uint8Array.of(0)],
  ['bytes that are no CBOR', fromHex('ff'.repeat(40))],
  ['null', Uint8Array.of(0xf6)],
  ['not tagged', encode([protectedBytes, new Map(), payload, seal])],
  ['tagged as COSE_Mac0 (17)', encode(new CborTag(17, [protectedBytes, new Map(), payload, seal]))],
  ['the CWT tag (61) around it', concat(Uint8Array.of(0xd8, 61), good)],
  ['tagged as COSE_Sign (98)', concat(Uint8Array.of(0xd8, 98), good.slice(1))],
  ['three parts', parts(protectedBytes, new Map(), payload)],
  ['five parts', parts(protectedBytes, new Map(), payload, seal, nothing)],
  ['a payload that is elsewhere (null)', parts(protectedBytes, new Map(), null, seal)],
  ['a protected header that is a map', parts(header, new Map(), payload, seal)],
  ['an unprotected header that is an array', parts(protectedBytes, [], payload, seal)],
  [
    'a key id in the unprotected header',
    parts(protectedBytes, new Map([[4, fromHex(issuerKey.keyId)]]), payload, seal),
  ],
  ['a signature of 63 bytes', parts(protectedBytes, new Map(), payload, seal.subarray(1))],
  ['a signature of 65 bytes', parts(protectedBytes, new Map(), payload, concat(seal, Uint8Array.of(0)))],
  [
    'a signature in DER',
    parts(protectedBytes, new Map(), payload, concat(fromHex('3044022000'), seal, fromHex('02'))),
  ],
  ['no signature', parts(protectedBytes, new Map(), payload, nothing)],
  ['a signature that is a number', parts(protectedBytes, new Map(), payload, 0)],
  ['a byte behind the token', concat(good, Uint8Array.of(0))],
  ['cut by a byte', good.subarray(0, good.length - 1)],
  ['an array of indefinite length', concat(Uint8Array.of(0xd2, 0x9f), ...goodParts, Uint8Array.of(0xff))],
  ['a payload in chunks', rawParts(...goodParts.slice(0, 2), chunked(payload), byteString(seal))],
  [
    'a length that is not the shortest',
    rawParts(...goodParts.slice(0, 3), concat(Uint8Array.of(0x59, 0, 64), seal)),
  ],
  ['over 512 bytes', parts(protectedBytes, new Map(), concat(payload, new Uint8Array(400)), seal)],
];

const headers: readonly (readonly [string, Uint8Array])[] = [
  ['an unknown critical header', withHeader([2, [99]], [99, 0])],
  ['crit that names the algorithm', withHeader([2, [1]])],
  ['crit that is empty', withHeader([2, []])],
  ['a content type', withHeader([3, 0])],
  ['a header named by text', withHeader(['alg', -19])],
  ['no algorithm', withoutHeader(1)],
  ['an algorithm in text', withHeader([1, 'Ed25519'])],
  ['the algorithm HMAC (5)', withHeader([1, 5])],
  ['the algorithm ES384 (-35)', withHeader([1, -35])],
  ['no key id', withoutHeader(4)],
  ['a key id of 7 bytes', withHeader([4, new Uint8Array(7)])],
  ['a key id in text', withHeader([4, 'operator'])],
  ['an empty protected header', signedHeader(nothing)],
  ['a protected header that is an array', signedHeader(encode([1, -19]))],
  [
    'a protected header with the algorithm twice',
    signedHeader(rawMap([1, { item: -19 }], [1, { item: -19 }], [4, { item: fromHex(issuerKey.keyId) }])),
  ],
  [
    'a protected header out of order',
    signedHeader(rawMap([4, { item: fromHex(issuerKey.keyId) }], [1, { item: -19 }])),
  ],
];

const without = (key: CborValue): Uint8Array => {
  const map = claimsMap();
  map.delete(key);
  return signedPayload(encode(map));
};

const claimNames = new Map<CborValue, string>([
  [1, 'issuer'],
  [2, 'subject'],
  [3, 'audience'],
  [4, 'expiresAt'],
  [5, 'notBefore'],
  [6, 'issuedAt'],
  [7, 'tokenId'],
  [8, 'confirmation'],
  [9, 'scope'],
  [-65_537, 'rights'],
]);

const rightsWith = (...entries: readonly (readonly [CborValue, CborValue])[]): Uint8Array => {
  const rights = claimsMap().get(-65_537);
  return withClaim(-65_537, new Map([...(rights instanceof Map ? rights : []), ...entries]));
};

const claimsRefused: readonly (readonly [string, Uint8Array])[] = [
  ...[...claimNames].map(([key, name]) => [`no ${name}`, without(key)] as const),
  ...[...claimNames].map(([key, name]) => [`${name} that is a truth value`, withClaim(key, true)] as const),
  ['a payload that is an array', signedPayload(encode([...claimsMap().values()]))],
  ['a claim twice', signedPayload(rawMap(...entriesOf(claimsMap()).slice(0, 1), ...entriesOf(claimsMap())))],
  ['claims out of order', signedPayload(rawMap(...entriesOf(claimsMap()).toReversed()))],
  ['claims in a map of indefinite length', signedPayload(indefiniteMap(claimsMap()))],
  ['a byte behind the claims', signedPayload(concat(payload, Uint8Array.of(0)))],
  ['an unknown claim (10)', withClaim(10, nothing)],
  ['an unknown claim (39, cnonce)', withClaim(39, new Uint8Array(8))],
  ['an unknown claim (-65538)', withClaim(-65_538, 0)],
  ['a claim named by text', withClaim('iss', 'operator')],
  [
    'an end in floating point',
    signedPayload(
      rawMap(
        ...entriesOf(claimsMap().set(4, 0)).map(
          ([key, part]) => [key, key === 4 ? fromHex('fb41da874748000000') : part] as const,
        ),
      ),
    ),
  ],
  ['an end in text', withClaim(4, '2026-06-01')],
  ['an end before 1970', withClaim(4, -1)],
  ['an end after 2106', withClaim(4, 2 ** 32)],
  ['a beginning beyond 2^53', withClaim(5, 2n ** 53n)],
  ['an issuedAt whose milliseconds are beyond 2^53', withClaim(6, 9_100_000_000_000)],
  ['an issuedAt beyond 2^63', withClaim(6, 2n ** 63n)],
  ['an issuer of nine letters', withClaim(1, 'operators')],
  ['an issuer in capitals', withClaim(1, 'Operator')],
  ['an issuer without letters', withClaim(1, '')],
  ['a subject with a space', withClaim(2, 'ann b')],
  ['a subject of other letters', withClaim(2, 'zoë')],
  ['an audience of two cars', withClaim(3, ['car-007', 'car-008'])],
  ['a token id of 7 bytes', withClaim(7, new Uint8Array(7))],
  ['a token id of 9 bytes', withClaim(7, new Uint8Array(9))],
  ['a token id in text', withClaim(7, 'c1c2c3c4')],
  ['a scope in text', withClaim(9, 'unlock')],
  ['a scope that grants nothing', withClaim(9, nothing)],
  ['an action 0 in the scope', withClaim(9, Uint8Array.of(0, 1))],
  ['an unknown action in the scope', withClaim(9, Uint8Array.of(1, 7))],
  ['an action twice', withClaim(9, Uint8Array.of(1, 1))],
  ['actions that do not rise', withClaim(9, Uint8Array.of(2, 1))],
  ['rights without a reservation', withClaim(-65_537, new Map([[2, 0]]))],
  ['rights without a return', withClaim(-65_537, new Map([[1, new Uint8Array(8)]]))],
  ['an unknown right', rightsWith([5, 0])],
  ['a return before 1970', rightsWith([2, -1])],
  ['a return after 2106', rightsWith([2, 2 ** 32])],
  ['a list number in text', rightsWith([3, '17'])],
  ['a list number below 0', rightsWith([3, -1])],
  ['uses of 0', rightsWith([4, 0])],
  ['uses of null', rightsWith([4, null])],
  ['uses beyond 2^53', rightsWith([4, 2n ** 53n])],
];

const confirmation = (key: CborValue): Uint8Array => withClaim(8, new Map([[1, key]]));
const keyWith = (key: CborMap, ...entries: readonly (readonly [CborValue, CborValue])[]): Uint8Array =>
  confirmation(new Map([...key, ...entries]));
const edwards = writeCoseKey(phoneKey.publicKey);
const elliptic = writeCoseKey(securePhoneKey.publicKey);

const keysRefused: readonly (readonly [string, Uint8Array])[] = [
  ['a phone key with its private part, Ed25519', keyWith(edwards, [-4, new Uint8Array(32)])],
  ['a phone key with its private part, P-256', keyWith(elliptic, [-4, new Uint8Array(32)])],
  ['a phone key with a key id', keyWith(elliptic, [2, new Uint8Array(8)])],
  ['a phone key with an algorithm', keyWith(edwards, [3, -19])],
  ['a phone key of X25519', keyWith(edwards, [-1, 4])],
  ['a phone key of P-384', keyWith(elliptic, [-1, 2])],
  [
    'a symmetric phone key',
    confirmation(
      new Map<CborValue, CborValue>([
        [1, 4],
        [-1, new Uint8Array(32)],
      ]),
    ),
  ],
  ['a phone key with a compressed point', keyWith(elliptic, [-3, true])],
  ['a phone key of 31 bytes', keyWith(edwards, [-2, new Uint8Array(31)])],
  ['a phone key that is bytes', confirmation(new Uint8Array(32))],
  ['a confirmation by key id (kid)', withClaim(8, new Map([[3, new Uint8Array(8)]]))],
  [
    'a confirmation by key and key id',
    withClaim(
      8,
      new Map<CborValue, CborValue>([
        [1, edwards],
        [3, new Uint8Array(8)],
      ]),
    ),
  ],
  ['an empty confirmation', withClaim(8, new Map())],
];

/** What is no token: the car reads no further. */
export const malformedTokens: readonly TokenVector[] = [
  ...envelopes.map(refused('7.1')),
  ...headers.map(refused('7.1')),
  ...claimsRefused.map(refused('7.3')),
  ...keysRefused.map(refused('7.3')),
];
