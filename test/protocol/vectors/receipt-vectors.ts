import { concat, fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { type CborMap, CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { decodeEnvelope, encodeEnvelope } from '../../../protocol/token/envelope.ts';
import { courierExamples } from '../../support/specification-courier.ts';
import { carKey } from '../../support/specification-keys.ts';
import { otherCarKey, strangerKey } from './parties.ts';
import { withLargeS } from './signature-values.ts';
import type { ReceiptVector } from './vector-format.ts';

const good = courierExamples.find(({ name }) => name === 'rental-receipt')?.bytes ?? new Uint8Array();
const { protectedBytes, payload, seal } = decodeEnvelope('sign1', good);
const domain = new TextEncoder().encode('ritmeter/1/rental-receipt');
const header: CborMap = new Map([[1, -19]]);

const fields = (): Map<CborValue, CborValue> => {
  const map = decode(payload);
  return new Map(map instanceof Map ? map : []);
};
const sealed = (content: Uint8Array, protectedHeader = header, by = carKey, over = domain): Uint8Array =>
  encodeEnvelope('sign1', protectedHeader, content, over, by.sign);
const withField = (key: CborValue, item: CborValue): Uint8Array => sealed(encode(fields().set(key, item)));
const without = (key: CborValue): Uint8Array => {
  const map = fields();
  map.delete(key);
  return sealed(encode(map));
};
const resealed = (made: Uint8Array): Uint8Array =>
  encode(new CborTag(18, [protectedBytes, new Map(), payload, made]));

const vector =
  (verdict: ReceiptVector['verdict']) =>
  ([name, receipt]: readonly [string, Uint8Array]): ReceiptVector => ({
    name,
    clause: '12.6',
    receipt: toHex(receipt),
    carKey: toHex(carKey.publicKey.x),
    verdict,
  });

/** The receipt with one byte changed, at each tenth byte. */
const changed = Array.from(
  { length: Math.ceil(good.length / 10) },
  (_, at): readonly [string, Uint8Array] => [
    `byte ${10 * at} changed`,
    good.with(10 * at, (good[10 * at] ?? 0) ^ 0x01),
  ],
);

const genuine: readonly (readonly [string, Uint8Array])[] = [
  ['the receipt of annex A', good],
  ['at a lock', withField(4, 1)],
  [
    'without fuel readings',
    sealed(encode(new Map([...fields()].filter(([key]) => key !== 11 && key !== 12)))),
  ],
  ['with a field of a newer car', withField(99, 'new')],
];

const notByTheCar: readonly (readonly [string, Uint8Array])[] = [
  ['by another car', sealed(payload, header, otherCarKey)],
  ['by a stranger', sealed(payload, header, strangerKey)],
  ['signed for another domain', sealed(payload, header, carKey, new TextEncoder().encode('ritmeter/1/seal'))],
  ['signed for no domain', sealed(payload, header, carKey, new Uint8Array())],
  ['a signature of zeros', resealed(new Uint8Array(64))],
  ['a signature with S + L', resealed(withLargeS(seal))],
  [
    'the fields of one under the signature of another',
    encode(new CborTag(18, [protectedBytes, new Map(), encode(fields().set(9, 1)), seal])),
  ],
];

const malformed: readonly (readonly [string, Uint8Array])[] = [
  ['another algorithm', sealed(payload, new Map([[1, -8]]))],
  [
    'a key id in its header',
    sealed(
      payload,
      new Map<CborValue, CborValue>([
        [1, -19],
        [4, new Uint8Array(8)],
      ]),
    ),
  ],
  ['an unprotected header', encode(new CborTag(18, [protectedBytes, new Map([[1, -19]]), payload, seal]))],
  ['tagged as COSE_Mac0', encode(new CborTag(17, [protectedBytes, new Map(), payload, seal]))],
  ['a byte behind it', concat(good, Uint8Array.of(0))],
  ['a byte behind its fields', sealed(concat(payload, Uint8Array.of(0)))],
  ['fields of indefinite length', sealed(concat(fromHex('bf'), payload.slice(1), fromHex('ff')))],
  ['no car', without(1)],
  ['no link', without(19)],
  ['a link of 31 bytes', withField(19, new Uint8Array(31))],
  ['an odometer below 0', withField(9, -1)],
  ['fuel beyond the full tank', withField(12, 1_001)],
  ['an unknown moment', withField(4, 3)],
  ['a trip of two numbers', withField(10, [[1, 2]])],
  [
    '17 trips',
    withField(
      10,
      Array.from({ length: 17 }, () => [1, 2, 3]),
    ),
  ],
  ['an unknown point of the checklist', withField(15, [99])],
  ['records from 0 on', withField(17, 0)],
];

export const receiptVectors: readonly ReceiptVector[] = [
  ...genuine.map(vector('genuine')),
  ...notByTheCar.map(vector('refused')),
  ...malformed.map(vector('refused')),
  ...changed.map(vector('refused')),
];
