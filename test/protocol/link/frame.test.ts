import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encodeFrame, maxFrameBytes, maxLinkMessageBytes, openFrame } from '../../../protocol/link/frame.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';

const messages = fc.uint8Array({ minLength: 1, maxLength: 100 });

/** The one packet in a frame. */
function packetIn(frame: Uint8Array): Uint8Array {
  const { packets } = slipDecode(slipStart, frame, maxFrameBytes);
  expect(packets).toHaveLength(1);
  return packets[0] ?? new Uint8Array();
}

describe('a frame (clause 6.1)', () => {
  it('gives back the message', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(openFrame(packetIn(encodeFrame(message)))).toEqual(message);
      }),
    );
  });

  it('carries the CRC-32 of zlib, most significant byte first', () => {
    fc.assert(
      fc.property(messages, (message) => {
        const checksum = toHex(packetIn(encodeFrame(message)).subarray(message.length));
        expect(checksum).toBe(crc32(message).toString(16).padStart(8, '0'));
      }),
    );
  });

  it('is dropped where up to three bits changed', () => {
    fc.assert(
      fc.property(
        messages,
        fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 3, selector: (at) => at % 40 }),
        (message, bits) => {
          const packet = Uint8Array.from(packetIn(encodeFrame(message)));
          for (const bit of bits) {
            const at = bit % 40;
            packet[at >> 3] = (packet[at >> 3] ?? 0) ^ (1 << (at & 7));
          }
          expect(openFrame(packet)).toBeNull();
        },
      ),
    );
  });

  it('is dropped where it has no room for message and checksum', () => {
    for (let length = 0; length < 5; length++) expect(openFrame(new Uint8Array(length))).toBeNull();
  });

  it(`of ${maxLinkMessageBytes} bytes fits the limit of a packet`, () => {
    expect(packetIn(encodeFrame(new Uint8Array(maxLinkMessageBytes)))).toHaveLength(maxFrameBytes);
  });
});
