import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';
import { type CarId, carId } from '../../../protocol/ids.ts';
import { denyListCodec, revokedKeysCodec } from '../../../protocol/lists/id-list.ts';
import { type KeySetEntry, keySetCodec } from '../../../protocol/lists/key-set.ts';
import type { ListKind } from '../../../protocol/lists/list.ts';
import { encodeList } from '../../../protocol/lists/signed-list.ts';
import { encodeEnvelope } from '../../../protocol/token/envelope.ts';
import { signatureHeader } from '../../../protocol/token/signature-header.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import type { SigningKey } from '../../support/signing-keys.ts';
import { car, issuerKey, morning, rootKey } from '../../support/specification-keys.ts';
import { busKey, deniedToken, issuers, strangerKey } from './parties.ts';
import { withLargeS } from './signature-values.ts';
import type { ListVector } from './vector-format.ts';

type Offered = ListVector['lists'][number];
type Outcome = Offered['outcome'];

const issuedAt = epochSeconds(morning / 1_000);
const [operator] = issuers;
const offered = (list: ListKind, signed: Uint8Array, outcome: Outcome): Offered => ({
  list,
  signed: toHex(signed),
  outcome,
});

interface Other {
  readonly by?: SigningKey;
  readonly of?: CarId;
  readonly entries?: readonly KeySetEntry[];
  readonly ids?: readonly string[];
}
const denial = (number: number, { by = issuerKey, of = car, ids = [deniedToken] }: Other = {}): Uint8Array =>
  encodeList('deny-list', { car: of, number, issuedAt, denied: ids }, by);
const keySet = (number: number, { by = rootKey, entries = issuers.slice(0, 1) }: Other = {}): Uint8Array =>
  encodeList('key-set', { number, issuedAt, issuers: [...entries] }, by);
const revoked = (number: number, { by = rootKey, ids = ['0102030405060708'] }: Other = {}): Uint8Array =>
  encodeList('revoked-keys', { number, issuedAt, keyIds: ids }, by);
const renewed: readonly KeySetEntry[] =
  operator === undefined ? [] : [{ ...operator, key: strangerKey.publicKey }];

/** A list of any payload, signed for this kind by this key. */
const sealed = (kind: ListKind, payload: Uint8Array, by: SigningKey): Uint8Array =>
  encodeEnvelope(
    'sign1',
    signatureHeader(by),
    payload,
    new TextEncoder().encode(`ritmeter/1/${kind}`),
    by.sign,
  );

const denyMap = denyListCodec.write({ car, number: 1, issuedAt, denied: [deniedToken] });
const denyWith = (key: CborValue, item: CborValue): Uint8Array =>
  sealed('deny-list', encode(new Map([...denyMap, [key, item]])), issuerKey);
const keySetMap = keySetCodec.write({ number: 1, issuedAt, issuers: issuers.slice(0, 1) });
const keySetWith = (key: CborValue, item: CborValue): Uint8Array =>
  sealed('key-set', encode(new Map([...keySetMap, [key, item]])), rootKey);
const entryWith = (key: CborValue, item: CborValue): Uint8Array => {
  const [entry] = [keySetMap.get(3)].flat();
  return keySetWith(3, [new Map([...(entry instanceof Map ? entry : []), [key, item]])]);
};
const revokedMap = revokedKeysCodec.write({ number: 1, issuedAt, keyIds: [] });

const one = (
  name: string,
  clause: string,
  list: ListKind,
  signed: Uint8Array,
  outcome: Outcome,
): ListVector => ({
  name,
  clause,
  lists: [offered(list, signed, outcome)],
});
const refusedDeny = (name: string, signed: Uint8Array) => one(name, '12.4', 'deny-list', signed, 'refused');
const refusedKeys = (name: string, signed: Uint8Array) => one(name, '12.2', 'key-set', signed, 'refused');
const refusedRevoked = (name: string, signed: Uint8Array) =>
  one(name, '12.3', 'revoked-keys', signed, 'refused');
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes.at(at) ?? 0) ^ 1);
const idsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => (at + 1).toString(16).padStart(16, '0'));

/** Lists that come to a car one after the other; it begins with none. */
export const listVectors: readonly ListVector[] = [
  one('a deny-list', '12.4', 'deny-list', denial(17), 'taken'),
  one('a deny-list of nobody', '12.4', 'deny-list', denial(1, { ids: [] }), 'taken'),
  one('a deny-list of 200', '12.4', 'deny-list', denial(1, { ids: idsOf(200) }), 'taken'),
  one('a key set', '12.2', 'key-set', keySet(3), 'taken'),
  one('a key set of all issuers', '12.2', 'key-set', keySet(3, { entries: issuers }), 'taken'),
  one('revoked keys', '12.3', 'revoked-keys', revoked(1), 'taken'),
  {
    name: 'the same list again, an older one, a newer one',
    clause: '12.1',
    lists: [
      offered('deny-list', denial(17), 'taken'),
      offered('deny-list', denial(17), 'known'),
      offered('deny-list', denial(16, { ids: [] }), 'known'),
      offered('deny-list', denial(18, { ids: [] }), 'taken'),
    ],
  },
  {
    name: 'another list of the same number',
    clause: '12.1',
    lists: [
      offered('key-set', keySet(3), 'taken'),
      offered('key-set', keySet(3, { entries: renewed }), 'known'),
    ],
  },
  {
    name: 'an older key set after a newer one',
    clause: '12.1',
    lists: [
      offered('key-set', keySet(4, { entries: renewed }), 'taken'),
      offered('key-set', keySet(3), 'known'),
    ],
  },
  {
    name: 'older revoked keys after newer ones',
    clause: '12.1',
    lists: [
      offered('revoked-keys', revoked(2), 'taken'),
      offered('revoked-keys', revoked(1, { ids: [] }), 'known'),
    ],
  },
  {
    name: 'a deny-list by an issuer whom the newer key set does not have',
    clause: '12.2',
    lists: [
      offered('key-set', keySet(4, { entries: renewed }), 'taken'),
      offered('deny-list', denial(17), 'refused'),
      offered('deny-list', denial(17, { by: strangerKey }), 'taken'),
    ],
  },
  {
    name: 'a deny-list by an issuer whose key is revoked',
    clause: '12.3',
    lists: [
      offered('revoked-keys', revoked(1, { ids: [issuerKey.keyId] }), 'taken'),
      offered('deny-list', denial(17), 'refused'),
    ],
  },
  refusedDeny('a deny-list of another car', denial(17, { of: carId('car-008') })),
  refusedDeny('a deny-list by an issuer that may not deny', denial(17, { by: busKey })),
  refusedDeny('a deny-list by a stranger', denial(17, { by: strangerKey })),
  refusedDeny('a deny-list by the root key', denial(17, { by: rootKey })),
  refusedDeny('a key set that is called a deny-list', keySet(3)),
  refusedDeny('a deny-list signed for another domain', sealed('key-set', encode(denyMap), issuerKey)),
  refusedDeny('a deny-list with one bit changed in its signature', flipped(denial(17), -1)),
  refusedDeny('a deny-list with one bit changed in its ids', flipped(denial(17), -70)),
  refusedDeny(
    'a deny-list with S + L',
    encodeEnvelope(
      'sign1',
      signatureHeader(issuerKey),
      encode(denyMap),
      new TextEncoder().encode('ritmeter/1/deny-list'),
      (bytes) => withLargeS(issuerKey.sign(bytes)),
    ),
  ),
  refusedDeny('a deny-list with a byte behind it', Uint8Array.of(...denial(17), 0)),
  refusedDeny('a deny-list of the number 0', denyWith(2, 0)),
  refusedDeny('a deny-list whose ids do not rise', denyWith(4, new Uint8Array(16))),
  refusedDeny('a deny-list whose ids are no eights', denyWith(4, new Uint8Array(9))),
  refusedDeny('a deny-list of 201', denyWith(4, Uint8Array.from(Buffer.from(idsOf(201).join(''), 'hex')))),
  refusedDeny('a deny-list with an unknown key', denyWith(5, 0)),
  refusedDeny('a deny-list issued after 2106', denyWith(3, 2 ** 32)),
  refusedKeys('a key set by an issuer', keySet(3, { by: issuerKey })),
  refusedKeys('a key set by a stranger', keySet(3, { by: strangerKey })),
  refusedKeys('a key set signed for another domain', sealed('revoked-keys', encode(keySetMap), rootKey)),
  refusedKeys('a key set with one bit changed', flipped(keySet(3), -1)),
  refusedKeys('a key set of no issuers', keySetWith(3, [])),
  refusedKeys('a key set with an unknown key', keySetWith(4, 0)),
  refusedKeys('an issuer with an unknown key', entryWith(8, 0)),
  refusedKeys(
    'an issuer with a private part of its key',
    entryWith(
      3,
      new Map<CborValue, CborValue>([
        [1, 1],
        [-1, 6],
        [-2, issuerKey.publicKey.x],
        [-4, new Uint8Array(32)],
      ]),
    ),
  ),
  refusedKeys('an issuer of an unknown algorithm', entryWith(2, -8_000)),
  refusedKeys('an issuer without scopes', entryWith(4, new Uint8Array())),
  refusedKeys('an issuer of no life', entryWith(5, 0)),
  refusedKeys('an issuer of no cars', entryWith(6, [])),
  refusedKeys('an issuer of cars by a pattern that is none', entryWith(6, ['*-1'])),
  refusedRevoked('revoked keys by an issuer', revoked(1, { by: issuerKey })),
  refusedRevoked('revoked keys with one bit changed', flipped(revoked(1), -1)),
  refusedRevoked('a deny-list that is called revoked keys', denial(17)),
  refusedRevoked(
    'revoked keys with an unknown key',
    sealed('revoked-keys', encode(new Map([...revokedMap, [4, 0]])), rootKey),
  ),
];
