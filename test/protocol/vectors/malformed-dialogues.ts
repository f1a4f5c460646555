import { concat, fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { decodeLinkMessage, encodeLinkMessage } from '../../../protocol/link/messages.ts';
import { answer, dialogue, fault, faultOf, greeted, phone } from './dialogue-steps.ts';
import { bytesSaid, Talk } from './talk.ts';
import type { CarDialogue } from './vector-format.ts';

/** Said in the clear, before or instead of a dialogue. */
const clear = (name: string, clause: string, message: Uint8Array): CarDialogue =>
  dialogue(name, clause, [phone(bytesSaid(message)), fault('malformed')]);

const point = fromHex(helloPoint());
function helloPoint(): string {
  const hello = decodeLinkMessage(fromHex(new Talk().hello.message));
  return hello.type === 'hello' ? toHex(hello.agreementKey) : '';
}
const helloOf = (versions: readonly number[], agreementKey = point): Uint8Array =>
  encode([
    1,
    new Map<number, number[] | Uint8Array>([
      [1, [...versions]],
      [2, agreementKey],
    ]),
  ]);

const inClear: readonly CarDialogue[] = [
  clear('a request in the clear', '6.2', encodeLinkMessage(new Talk().request('unlock'))),
  clear(
    'a list in the clear',
    '6.2',
    encodeLinkMessage({ type: 'list', list: 'deny-list', signed: new Uint8Array(10) }),
  ),
  clear('a collect in the clear', '6.2', encodeLinkMessage({ type: 'collect', offset: 0 })),
  clear('an unknown message', '6.7', encode([99, new Map()])),
  clear('no message', '6.2', encode(new Map())),
  clear('three parts', '6.2', encode([1, new Map(), 0])),
  clear('a byte behind the message', '1.1', concat(helloOf([1]), Uint8Array.of(0))),
  clear('a message of indefinite length', '1.1', concat(fromHex('9f'), helloOf([1]).slice(1), fromHex('ff'))),
  clear('a hello of no versions', '6.3', helloOf([])),
  clear('a hello of version 0', '6.3', helloOf([0])),
  clear('a hello of 17 versions', '6.3', helloOf(Array.from({ length: 17 }, (_, at) => at + 1))),
  clear('a hello without a key', '6.3', encode([1, new Map([[1, [1]]])])),
  clear('a point off the curve', '6.3', helloOf([1], point.with(63, (point[63] ?? 0) ^ 1))),
  clear('the point 0, 0', '6.3', helloOf([1], new Uint8Array(64))),
  clear('a point of 63 bytes', '6.3', helloOf([1], point.slice(1))),
  clear('a compressed point', '6.3', helloOf([1], concat(Uint8Array.of(2), point.slice(0, 32)))),
  clear(
    'a counter of 0',
    '6.2',
    encode([
      7,
      new Map<number, number | Uint8Array>([
        [1, 0],
        [2, new Uint8Array(17)],
      ]),
    ]),
  ),
  clear(
    'a ciphertext shorter than its tag',
    '6.2',
    encode([
      7,
      new Map<number, number | Uint8Array>([
        [1, 1],
        [2, new Uint8Array(16)],
      ]),
    ]),
  ),
  dialogue('no version in common', '6.3', [phone(bytesSaid(helloOf([2, 3]))), fault('version-not-spoken')], {
    closes: ['a'],
  }),
];

function sealedMalformed(name: string, plain: Uint8Array): CarDialogue {
  const talk = new Talk();
  return dialogue(name, '6.7', [
    ...greeted(talk),
    phone(talk.asksBytes(1, plain)),
    answer(talk.answers(1, faultOf('malformed'))),
  ]);
}

const request = new Talk().request('unlock');
const requestOf = (proof: Uint8Array, action = 1): Uint8Array =>
  encode([
    3,
    new Map<number, number | Uint8Array>([
      [1, action],
      [2, request.token],
      [3, proof],
    ]),
  ]);

const inside: readonly CarDialogue[] = [
  sealedMalformed('sealed bytes that are no message', fromHex('ff')),
  sealedMalformed('a hello sealed', fromHex(new Talk().hello.message)),
  sealedMalformed('an unknown action', requestOf(request.proof, 7)),
  sealedMalformed('a proof of 63 bytes', requestOf(request.proof.slice(1))),
  sealedMalformed('a proof in DER', requestOf(concat(fromHex('30440220'), request.proof, fromHex('0220')))),
  sealedMalformed(
    'a token of 513 bytes',
    encode([
      3,
      new Map<number, number | Uint8Array>([
        [1, 1],
        [2, new Uint8Array(513)],
        [3, request.proof],
      ]),
    ]),
  ),
  sealedMalformed('a byte behind the request', concat(encodeLinkMessage(request), Uint8Array.of(0))),
];

/** What is no message of the phone, in the clear and sealed. */
export const malformedDialogues: readonly CarDialogue[] = [...inClear, ...inside];
