import type { ByteStream, ByteStreamEvents, PhoneLink } from '../device/ports.ts';
import { Fault } from '../protocol/errors.ts';
import type { Timers } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';
import type { SeededRandom } from './kernel/random.ts';

/** A notification of the Nordic UART service carries 20 to 244 bytes. */
const fragmentBytes = { least: 20, most: 244 } as const;
const latencyMilliseconds = { least: 8, most: 45 } as const;
/** Phones that one car talks to at once; a further one waits for its turn outside. */
const mostConnections = 3;

/** The phone's end of a link. */
export interface PhoneEnd {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Sees what goes over the air. */
export type Tap = (bytes: Uint8Array) => void;

/** The Bluetooth side of one car: phones come and go, bytes arrive in fragments, late and in order. */
export class PhoneLinkTwin implements PhoneLink {
  readonly #timers: Timers;
  readonly #random: SeededRandom;
  readonly #tap: Tap;
  readonly #open = new Set<Pipe>();
  /** Nobody gets near the car. */
  isOutOfReach = false;
  /** Phones that have come near so far. */
  phonesMet = 0;
  #connected: ((stream: ByteStream) => ByteStreamEvents) | null = null;

  constructor(timers: Timers, random: SeededRandom, tap: Tap) {
    this.#timers = timers;
    this.#random = random;
    this.#tap = tap;
  }

  listen(connected: (stream: ByteStream) => ByteStreamEvents): void {
    this.#connected = connected;
  }

  async close(): Promise<void> {
    this.#connected = null;
    for (const pipe of [...this.#open]) pipe.end('the car is shutting down');
  }

  /** A phone comes near. @throws {Fault} `link-unavailable`, temporary. */
  connect(phone: ByteStreamEvents): PhoneEnd {
    if (this.#connected === null || this.isOutOfReach || this.#open.size >= mostConnections) {
      throw new Fault(
        { code: 'link-unavailable', blame: 'environment', temporary: true },
        'the car does not answer',
      );
    }
    const carward = new Channel(this.#timers, this.#random, this.#tap);
    const phoneward = new Channel(this.#timers, this.#random, this.#tap);
    const pipe: Pipe = { end: (reason) => this.#end(pipe, [carward, phoneward], reason) };
    const close = () => pipe.end('closed');
    carward.to = this.#connected({ write: (bytes) => phoneward.write(bytes), close });
    phoneward.to = phone;
    this.#open.add(pipe);
    this.phonesMet += 1;
    return { write: (bytes) => carward.write(bytes), close };
  }

  #end(pipe: Pipe, channels: readonly Channel[], reason: string): void {
    if (!this.#open.delete(pipe)) return;
    for (const channel of channels) channel.end(reason);
  }
}

interface Pipe {
  end(reason: string): void;
}

/** One direction: order is kept whatever the latency of a fragment. */
class Channel {
  to: ByteStreamEvents | null = null;
  readonly #timers: Timers;
  readonly #random: SeededRandom;
  readonly #tap: Tap;
  #queue: readonly Uint8Array[] = [];
  #isBusy = false;
  #endReason: string | null = null;

  constructor(timers: Timers, random: SeededRandom, tap: Tap) {
    this.#timers = timers;
    this.#random = random;
    this.#tap = tap;
  }

  write(bytes: Uint8Array): void {
    if (this.#endReason !== null) return;
    const size = this.#random.int(fragmentBytes.least, fragmentBytes.most);
    for (let at = 0; at < bytes.length; at += size)
      this.#queue = [...this.#queue, bytes.slice(at, at + size)];
    this.#carry();
  }

  /** What is still in the air arrives before the end does; nothing is sent behind it. */
  end(reason: string): void {
    this.#endReason ??= reason;
    this.#carry();
  }

  #carry(): void {
    if (this.#isBusy || (this.#queue.length === 0 && this.#endReason === null)) return;
    this.#isBusy = true;
    const [fragment, ...rest] = this.#queue;
    this.#queue = rest;
    const delay = milliseconds(this.#random.int(latencyMilliseconds.least, latencyMilliseconds.most));
    this.#timers.after(delay, () => {
      if (fragment === undefined) this.#over();
      else this.#arrived(fragment);
    });
  }

  #arrived(fragment: Uint8Array): void {
    this.#isBusy = false;
    this.#tap(fragment);
    this.to?.data(fragment);
    this.#carry();
  }

  /** Stays busy: this direction carries nothing any more. */
  #over(): void {
    const { to } = this;
    this.to = null;
    to?.closed(this.#endReason ?? 'closed');
  }
}
