import { createHash } from 'node:crypto';
import type { Milliseconds } from '../../protocol/units.ts';

const bufferSize = 64 * 1024;
/** Time (8 bytes) and the length of the bytes (4). */
const numbersSize = 12;

/** Stands for the car in what happens to all. */
export const everybody = '';

/** Sees what goes over the wires of a run; the bytes are lent. */
export type TraceWatch = (time: Milliseconds, car: string, wire: string, bytes: Uint8Array) => void;

/**
 * What went over the wires of a run, as one SHA-256 (D12): per event its virtual time in milliseconds (64-bit), and
 * car, wire and bytes, each with its length (32-bit) before it. Big-endian.
 */
export class Trace {
  readonly #watch: TraceWatch | null;
  readonly #hash = createHash('sha256');
  readonly #buffer = new Uint8Array(bufferSize);
  readonly #numbers = new DataView(this.#buffer.buffer);
  /** Car and wire as they are hashed, by both: they are few, and come with every event. */
  readonly #names = new Map<string, Map<string, Uint8Array>>();
  #used = 0;
  #events = 0;

  /** @param watch sees every event as well; null where nobody does */
  constructor(watch: TraceWatch | null = null) {
    this.#watch = watch;
  }

  /** How many events there were. */
  get events(): number {
    return this.#events;
  }

  record(time: Milliseconds, car: string, wire: string, bytes: Uint8Array): void {
    this.#watch?.(time, car, wire, bytes);
    this.#hashed(time, this.#namesOf(car, wire), bytes);
  }

  /** As `record`, for one wire over which much goes. */
  recorderOf(car: string, wire: string): (time: Milliseconds, bytes: Uint8Array) => void {
    const names = this.#namesOf(car, wire);
    return (time, bytes) => {
      this.#watch?.(time, car, wire, bytes);
      this.#hashed(time, names, bytes);
    };
  }

  #hashed(time: Milliseconds, names: Uint8Array, bytes: Uint8Array): void {
    this.#makeRoom(numbersSize + names.length + bytes.length);
    this.#number(Math.floor(time / 2 ** 32));
    this.#number(time % 2 ** 32);
    this.#append(names);
    this.#number(bytes.length);
    this.#append(bytes);
    this.#events += 1;
  }

  /** The hash so far, in hexadecimal; recording may go on. */
  digest(): string {
    this.#flush();
    return this.#hash.copy().digest('hex');
  }

  #namesOf(car: string, wire: string): Uint8Array {
    const ofCar = this.#names.get(car) ?? new Map<string, Uint8Array>();
    if (ofCar.size === 0) this.#names.set(car, ofCar);
    const names = ofCar.get(wire) ?? Buffer.concat([withLength(car), withLength(wire)]);
    ofCar.set(wire, names);
    return names;
  }

  #number(value: number): void {
    this.#numbers.setUint32(this.#used, value);
    this.#used += 4;
  }

  #append(bytes: Uint8Array): void {
    if (bytes.length > bufferSize - this.#used) {
      this.#flush();
      this.#hash.update(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #makeRoom(size: number): void {
    if (size > bufferSize - this.#used) this.#flush();
  }

  #flush(): void {
    this.#hash.update(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }
}

function withLength(name: string): Uint8Array {
  const text = Buffer.from(name);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}
