import { concat, fromHex, toHex } from '../../../protocol/codec/bytes.ts';

/** The order of Ed25519's base point (RFC 8032 §5.1). */
const edwardsOrder = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.toReversed())}`);
const bytesOf = (value: bigint): Uint8Array => fromHex(value.toString(16).padStart(64, '0')).toReversed();

/** The same signature with S + L in place of S: it would verify where S is not compared with L. */
export const withLargeS = (signature: Uint8Array): Uint8Array =>
  concat(signature.slice(0, 32), bytesOf(littleEndian(signature.slice(32)) + edwardsOrder));

/** R the neutral point, S zero: good for any message under a key of low order. */
export const forgedByLowOrder = fromHex(`01${'00'.repeat(63)}`);

/** y = p + 1: the neutral point in a form that no encoder gives. */
export const nonCanonical = `ee${'ff'.repeat(30)}7f`;

/** Ed25519 points under which anybody can sign, or that are none. */
export const weakPoints: readonly (readonly [string, string])[] = [
  ['of order 1', `01${'00'.repeat(31)}`],
  ['of order 2', `ec${'ff'.repeat(30)}7f`],
  ['of order 4', '00'.repeat(32)],
  ['of order 4, sign bit set', `${'00'.repeat(31)}80`],
  ['of order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['of order 8, the other one', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['not canonical: y = p', `ed${'ff'.repeat(30)}7f`],
  ['not canonical: y = p + 1', nonCanonical],
  ['not canonical: y = p + 3, a point else', `f0${'ff'.repeat(30)}7f`],
  ['of no point of the curve', `02${'00'.repeat(31)}`],
];
