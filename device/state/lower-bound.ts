import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';

const bytes = 8;

/** The latest time that someone trusted has signed, as the journal carries it from write to write (D8). */
export function encodeLowerBound(lowerBound: EpochMilliseconds): Uint8Array {
  const mark = new Uint8Array(bytes);
  new DataView(mark.buffer).setBigUint64(0, BigInt(lowerBound));
  return mark;
}

/** Zero where the journal carries none. */
export function decodeLowerBound(mark: Uint8Array): EpochMilliseconds {
  if (mark.length !== bytes) return epochMilliseconds(0);
  return epochMilliseconds(Number(new DataView(mark.buffer, mark.byteOffset).getBigUint64(0)));
}
