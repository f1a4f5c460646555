import type { ByteStreamEvents, Line } from '../../device/ports.ts';
import type { Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';

/** Start bit, eight bits, stop bit. */
const bitsPerByte = 10;
/** What a UART gives at once. */
const pieceBytes = 16;

/** Bytes come out when a line of this speed has carried them, one after the other. */
function paced(bitsPerSecond: number, timers: Timers, deliver: (bytes: Uint8Array) => void) {
  const carried: { readonly piece: Uint8Array; readonly at: number }[] = [];
  let freeAt = 0;
  const next = (): void => {
    const [first] = carried;
    if (first === undefined) return;
    timers.after(milliseconds(Math.max(0, Math.ceil(first.at - performance.now()))), () => {
      while ((carried[0]?.at ?? Infinity) <= performance.now())
        deliver(carried.shift()?.piece ?? new Uint8Array());
      next();
    });
  };
  return (bytes: Uint8Array): void => {
    const isIdle = carried.length === 0;
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const piece = bytes.slice(at, at + pieceBytes);
      freeAt = Math.max(freeAt, performance.now()) + (piece.length * bitsPerByte * 1_000) / bitsPerSecond;
      carried.push({ piece, at: freeAt });
    }
    if (isIdle) next();
  };
}

/** A serial line of so many bits a second, seen from a phone at its end. */
export interface PacedLine {
  /** What the device opens. */
  readonly line: Line;
  /** Once the device has opened it. */
  readonly opened: Promise<void>;
  write(bytes: Uint8Array): void;
  /** Where what the car says goes from now on. */
  listen(heard: (bytes: Uint8Array) => void): void;
}

export function pacedLine(bitsPerSecond: number, timers: Timers): PacedLine {
  const open = Promise.withResolvers<void>();
  let events: ByteStreamEvents | null = null;
  let listener = (_: Uint8Array): void => {};
  const toPhone = paced(bitsPerSecond, timers, (bytes) => listener(bytes));
  const toCar = paced(bitsPerSecond, timers, (bytes) => events?.data(bytes));
  return {
    line: {
      async open(opened) {
        events = opened;
        open.resolve();
        return { write: toPhone, close() {} };
      },
    },
    opened: open.promise,
    write: toCar,
    listen(heard) {
      listener = heard;
    },
  };
}
