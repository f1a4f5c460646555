import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { type SlipState, slipDecode, slipEncode, slipStart } from '../../../protocol/link/slip.ts';

const limit = 64;

/** All packets of a stream that comes in fragments. */
function packetsOf(fragments: readonly Uint8Array[], most = limit): { packets: Uint8Array[]; held: number } {
  const packets: Uint8Array[] = [];
  let state: SlipState = slipStart;
  let held = 0;
  for (const fragment of fragments) {
    const step = slipDecode(state, fragment, most);
    packets.push(...step.packets);
    state = step.state;
    held = Math.max(held, state.packet.length);
  }
  return { packets, held };
}

function cut(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((at) => at % (stream.length + 1)).sort((a, b) => a - b), stream.length];
  return ends.map((end, at) => stream.subarray(ends[at - 1] ?? 0, end));
}

const special = fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd);
const noisyBytes = fc
  .array(fc.oneof(special, fc.integer({ min: 0, max: 255 })), { maxLength: 200 })
  .map((bytes) => Uint8Array.from(bytes));
const packet = noisyBytes.filter((bytes) => bytes.length > 0).map((bytes) => bytes.subarray(0, limit));

describe('SLIP (RFC 1055, clause 6.1)', () => {
  it('frames with END on both sides and escapes END and ESC', () => {
    expect(toHex(slipEncode(fromHex('01c002db03')))).toBe('c001dbdc02dbdd03c0');
  });

  it('gives the same packets however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 5 }), fc.array(fc.nat()), (sent, cuts) => {
        const stream = concat(...sent.map(slipEncode));
        expect(packetsOf(cut(stream, cuts)).packets).toEqual(sent);
      }),
    );
  });

  it('takes any noise in any fragments alike, holds no more than the limit and gives no packet above it', () => {
    fc.assert(
      fc.property(noisyBytes, fc.array(fc.nat()), (stream, cuts) => {
        const whole = packetsOf([stream], 16);
        const inParts = packetsOf(cut(stream, cuts), 16);
        expect(inParts.packets).toEqual(whole.packets);
        expect(inParts.held).toBeLessThanOrEqual(16);
        for (const { length } of whole.packets) expect(length).toBeGreaterThan(0);
        for (const { length } of whole.packets) expect(length).toBeLessThanOrEqual(16);
      }),
    );
  });

  it('finds the packet behind any noise', () => {
    fc.assert(
      fc.property(noisyBytes, packet, (noise, sent) => {
        expect(packetsOf([noise, slipEncode(sent)]).packets.at(-1)).toEqual(sent);
      }),
    );
  });

  it.each([
    ['a packet of nothing', 'c0c0c0'],
    ['a wrong escape', 'c001db0203c0'],
    ['an escape before END', 'c001dbc0'],
    ['two escapes', 'c001dbdbdcc0'],
  ])('drops %s', (_, hex) => {
    expect(packetsOf([fromHex(hex)]).packets).toEqual([]);
    expect(packetsOf([fromHex(hex), slipEncode(fromHex('07'))]).packets).toEqual([fromHex('07')]);
  });

  it('drops a packet one byte over the limit and takes one of the limit', () => {
    expect(packetsOf([slipEncode(new Uint8Array(limit))]).packets).toHaveLength(1);
    expect(packetsOf([slipEncode(new Uint8Array(limit + 1))]).packets).toEqual([]);
  });
});
