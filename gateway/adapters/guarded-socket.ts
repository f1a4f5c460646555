import type { Socket } from 'node:net';

export interface SocketLimits {
  /** The longest packet that may come in, without its fixed header. */
  readonly packetBytes: number;
  /** How much may wait to be sent to a client that does not read. */
  readonly backlogBytes: number;
}

/** A socket whose reads and writes are limited, for aedes to use as its own. */
export interface GuardedSocket {
  /** Lets through what comes after the first packet. */
  open(): void;
}

/**
 * Puts limits on a socket before aedes takes it, by replacing `read` and `write` of this one instance; a Duplex in
 * between would cost every message a copy and a turn.
 *
 * Reading: a packet longer than the limit ends the connection when its length is known, not when its bytes are in memory.
 * Only the first packet (CONNECT) passes until `open`: what a client sends before CONNACK would be queued by aedes, and
 * overtaken by what follows. Until then the rest waits in the kernel's buffer.
 *
 * Writing: `write` never says that the buffer is full. Otherwise aedes waits for the slowest subscriber before it reads
 * on from a publisher; instead a client that lets its backlog grow beyond the limit is disconnected.
 */
export function guardSocket(socket: Socket, limits: SocketLimits): GuardedSocket {
  const framing = new Framing(limits.packetBytes);
  let isOpen = false;
  let heldBack: Buffer | null = null;

  const originalRead = socket.read.bind(socket);
  const read = (size?: number): Buffer | null => {
    // The stream itself reads nothing, to have its buffer filled.
    if (size === 0) return originalRead(size);
    if (!isOpen && framing.packets > 0) return null;
    const chunk: unknown = heldBack ?? originalRead(size);
    heldBack = null;
    if (!Buffer.isBuffer(chunk)) return null;
    const end = framing.scan(chunk, { stopAfterPacket: !isOpen });
    if (end === 'too-long') {
      socket.destroy(new Error(`a packet longer than ${limits.packetBytes} bytes`));
      return null;
    }
    if (end < chunk.length) heldBack = chunk.subarray(end);
    return chunk.subarray(0, end);
  };
  const originalWrite = socket.write.bind(socket);
  const write = (chunk: string | Uint8Array, encoding?: BufferEncoding): boolean => {
    if (typeof chunk === 'string') originalWrite(chunk, encoding);
    else originalWrite(chunk);
    if (socket.writableLength > limits.backlogBytes) {
      socket.destroy(new Error(`more than ${limits.backlogBytes} bytes wait to be sent`));
    }
    return true;
  };

  // Writable, because Node itself replaces `write` once the other side has closed.
  const replaced = { writable: true, configurable: true };
  Object.defineProperties(socket, {
    read: { ...replaced, value: read },
    write: { ...replaced, value: write },
  });
  return {
    open: () => {
      isOpen = true;
    },
  };
}

/** Follows the fixed headers of MQTT packets (3.1.1, 2.2) in a stream of bytes. */
class Framing {
  /** How many packets have ended so far. */
  packets = 0;
  readonly #longest: number;
  #part: 'type' | 'length' | 'body' = 'type';
  #remaining = 0;
  #shift = 0;

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** Takes bytes up to the end of the chunk or of the first packet, and says where that is. */
  scan(chunk: Uint8Array, options: { readonly stopAfterPacket: boolean }): number | 'too-long' {
    let index = 0;
    while (index < chunk.length) {
      index =
        this.#part === 'body' ? this.#skip(index, chunk.length) : this.#header(chunk[index] ?? 0, index);
      if (this.#remaining > this.#longest || this.#shift > 21) return 'too-long';
      if (this.#part === 'type' && options.stopAfterPacket) return index;
    }
    return index;
  }

  #header(byte: number, index: number): number {
    if (this.#part === 'type') {
      this.#part = 'length';
      this.#remaining = 0;
      this.#shift = 0;
      return index + 1;
    }
    this.#remaining += (byte & 0x7f) * 2 ** this.#shift;
    if ((byte & 0x80) !== 0) this.#shift += 7;
    else if (this.#remaining === 0) this.#endPacket();
    else this.#part = 'body';
    return index + 1;
  }

  #skip(index: number, end: number): number {
    const taken = Math.min(this.#remaining, end - index);
    this.#remaining -= taken;
    if (this.#remaining === 0) this.#endPacket();
    return index + taken;
  }

  #endPacket(): void {
    this.packets += 1;
    this.#part = 'type';
    this.#shift = 0;
  }
}
