import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, frameAt, maxPayloadBytes, maxSeq } from '../../../device/journal/frame.ts';

const anyFrame = fc.record({
  type: fc.constantFrom('snapshot' as const, 'record' as const),
  seq: fc.integer({ min: 0, max: maxSeq }),
  payload: fc.uint8Array({ maxLength: 200 }),
});

test('a frame is read back as it was written, wherever it stands', () => {
  fc.assert(
    fc.property(anyFrame, fc.uint8Array({ maxLength: 20 }), ({ type, seq, payload }, before) => {
      const frame = encodeFrame(type, seq, payload);
      const bytes = Uint8Array.from([...before, ...frame, 1, 2, 3]);
      const end = before.length + frame.length;
      expect(frameAt(bytes, before.length)).toEqual({ type, seq, payload, end });
    }),
  );
});

test('a frame with any one bit changed, or cut anywhere, is none (D6)', () => {
  fc.assert(
    fc.property(anyFrame, fc.nat(), fc.nat(), ({ type, seq, payload }, bit, cut) => {
      const frame = encodeFrame(type, seq, payload);
      expect(frameAt(frame.subarray(0, cut % frame.length), 0)).toBeNull();
      const at = bit % (8 * frame.length);
      frame[at >>> 3] = (frame[at >>> 3] ?? 0) ^ (1 << (at & 7));
      expect(frameAt(frame, 0)).toBeNull();
    }),
  );
});

test('a payload that no reader would take is refused before it is written', () => {
  expect(() => encodeFrame('record', 1, new Uint8Array(maxPayloadBytes + 1))).toThrow(
    /record 1 of 65537 bytes/,
  );
  expect(() => encodeFrame('record', maxSeq + 1, new Uint8Array(1))).toThrow(/past the last number/);
});
