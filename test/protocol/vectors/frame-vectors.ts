import { concat, fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { encodeFrame, maxLinkMessageBytes } from '../../../protocol/link/frame.ts';
import { slipEncode } from '../../../protocol/link/slip.ts';
import type { FrameVector } from './vector-format.ts';

const hello = fromHex('8201a0');
const escapes = fromHex('c0dbdcddc0');
const frame = encodeFrame(hello);
const longest = new Uint8Array(maxLinkMessageBytes).fill(0x5a);
const end = Uint8Array.of(0xc0);

const vector = (name: string, stream: Uint8Array, ...messages: readonly Uint8Array[]): FrameVector => ({
  name,
  clause: '6.1',
  stream: toHex(stream),
  messages: messages.map(toHex),
});

export const frameVectors: readonly FrameVector[] = [
  vector('a frame', frame, hello),
  vector('END and ESC inside', encodeFrame(escapes), escapes),
  vector('two frames', concat(frame, encodeFrame(escapes)), hello, escapes),
  vector(
    'two frames with one END between them',
    concat(frame, encodeFrame(escapes).slice(1)),
    hello,
    escapes,
  ),
  vector('noise before it', concat(Uint8Array.of(1, 2, 3), frame), hello),
  vector('empty frames before it', concat(end, end, frame), hello),
  vector('the largest message', encodeFrame(longest), longest),
  vector('a broken frame before it', concat(slipEncode(Uint8Array.of(1, 2, 3, 4, 5, 6)), frame), hello),
  vector('a frame over 2052 bytes before it', concat(end, new Uint8Array(5_000).fill(1), frame), hello),
  vector('one byte more than the largest message', encodeFrame(concat(longest, Uint8Array.of(0)))),
  vector('a wrong checksum', frame.with(-3, (frame.at(-3) ?? 0) ^ 1)),
  vector('one bit changed in the message', frame.with(1, 0x83)),
  vector('no END behind it', frame.slice(0, -1)),
  vector('an escape that is none', concat(end, Uint8Array.of(0xdb, 0x00), frame.slice(1))),
  vector('an escape before END', concat(frame.slice(0, -1), Uint8Array.of(0xdb), end)),
  vector('a checksum alone', slipEncode(new Uint8Array(4))),
  vector('nothing but END', concat(end, end, end)),
  vector(
    'the checksum least significant byte first',
    slipEncode(concat(hello, fromHex(checksumOf(frame)).toReversed())),
  ),
];

function checksumOf(framed: Uint8Array): string {
  return toHex(framed.slice(1 + hello.length, -1));
}
