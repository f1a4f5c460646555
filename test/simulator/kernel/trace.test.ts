import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../protocol/units.ts';
import { Trace } from '../../../simulator/kernel/trace.ts';

type Entry = [time: number, car: string, wire: string, bytes: Uint8Array];
const hashOf = (...entries: Entry[]): string => {
  const trace = new Trace();
  for (const [time, car, wire, bytes] of entries) trace.record(milliseconds(time), car, wire, bytes);
  return trace.digest();
};

describe('the trace hash (D12)', () => {
  test('is SHA-256 over time, car, wire and bytes, each with its length', () => {
    const encoded = '000000010000000a 00000005 6361722d31 00000003 6f6264 00000002 410d';
    expect(hashOf([2 ** 32 + 10, 'car-1', 'obd', new Uint8Array([0x41, 0x0d])])).toBe(
      createHash('sha256').update(encoded.replaceAll(' ', ''), 'hex').digest('hex'),
    );
  });

  test('is the same where a wire has a recorder of its own', () => {
    const trace = new Trace();
    trace.recorderOf('car-1', 'obd')(milliseconds(7), new Uint8Array([1, 2]));
    expect(trace.digest()).toBe(hashOf([7, 'car-1', 'obd', new Uint8Array([1, 2])]));
  });

  test('differs when anything moves, also from one field to the next', () => {
    const base: Entry = [1, 'car-1', 'obd', new Uint8Array([1, 2])];
    const hashes = [
      hashOf(base),
      hashOf(base, base),
      hashOf([2, 'car-1', 'obd', new Uint8Array([1, 2])]),
      hashOf([1, 'car-', '1obd', new Uint8Array([1, 2])]),
      hashOf([1, 'car-1', 'obd', new Uint8Array([1])], [1, 'car-1', 'obd', new Uint8Array([2])]),
      hashOf(),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('can be read in the midst, and holds events larger than its buffer', () => {
    const large: Entry = [1, 'car-1', 'disk', new Uint8Array(200_000).fill(7)];
    const small: Entry = [2, 'car-ö', 'obd', new Uint8Array([1])];
    const trace = new Trace();
    trace.record(milliseconds(1), 'car-1', 'disk', large[3]);
    expect(trace.digest()).toBe(hashOf(large));
    trace.record(milliseconds(2), 'car-ö', 'obd', small[3]);
    expect(trace.digest()).toBe(hashOf(large, small));
    expect(trace.events).toBe(2);
  });
});
