import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PacketCutter } from '../../../gateway/adapters/packet-cutter.ts';
import { publishPacket } from './raw-client.ts';

/** All whole packets that there are by now. */
function cut(cutter: PacketCutter): Buffer[] {
  const packets: Buffer[] = [];
  for (let packet = cutter.next(); packet !== null; packet = cutter.next()) {
    if (packet === 'too-long') throw new Error(packet);
    packets.push(packet.bytes);
  }
  return packets;
}

const payloadLength = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 16_000, max: 17_000 }));

test('however a stream is cut into chunks, the same packets come out', () => {
  const chunks = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(payloadLength, { maxLength: 8 }), chunks, (lengths, sizes) => {
      const packets = lengths.map((length, at) => publishPacket(at + 1, 'a/b', new Uint8Array(length)));
      const stream = Buffer.concat(packets);
      const cutter = new PacketCutter(20_000);
      const found: Buffer[] = [];
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        cutter.push(stream.subarray(at, at + size));
        found.push(...cut(cutter));
        at += size;
      }
      expect(found).toEqual(packets);
    }),
  );
});

test('a packet that is too long is known by its header alone', () => {
  const cutter = new PacketCutter(100);
  cutter.push(publishPacket(1, 'a', new Uint8Array(95)).subarray(0, 2));
  expect(cutter.next()).toBeNull();
  const longer = new PacketCutter(100);
  longer.push(publishPacket(1, 'a', new Uint8Array(96)).subarray(0, 2));
  expect(longer.next()).toBe('too-long');
});

test('a length of more than four bytes is none', () => {
  const cutter = new PacketCutter(Number.MAX_SAFE_INTEGER);
  cutter.push(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]));
  expect(cutter.next()).toBe('too-long');
});
