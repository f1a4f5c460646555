import type { Socket } from 'node:net';
import { PacketCutter, type WholePacket } from './packet-cutter.ts';

export interface SocketLimits {
  /** The longest packet that may come in, without its fixed header. */
  readonly packetBytes: number;
  /** How much may wait to be sent to a client that does not read. */
  readonly backlogBytes: number;
}

/** Takes packets off the stream. */
export interface PacketTaker {
  /** Called for every packet; those that it does not take are left to aedes. */
  take(packet: WholePacket): boolean;
  /** Whether nothing more is to be read for now; `readOn` ends that. */
  isFull(): boolean;
  /** Something came from the client. */
  heard(): void;
}

/** Leaves all to aedes. */
export const noTaker: PacketTaker = { take: () => false, isFull: () => false, heard: () => {} };

/** A socket whose reads and writes are limited, for aedes to use as its own. */
export interface GuardedSocket {
  /** Lets through what comes after the first packet, as far as `taker` leaves it. */
  open(taker: PacketTaker): void;
  readOn(): void;
}

/**
 * Puts limits on a socket before aedes takes it, by replacing `read` and `write` of this one instance; a Duplex in
 * between would cost every message a copy and a turn.
 *
 * Reading: a packet longer than the limit ends the connection when its length is known, not when its bytes are in memory.
 * Only the first packet (CONNECT) passes until `open`: what a client sends before CONNACK would be queued by aedes, and
 * overtaken by what follows. Until then, and while the taker is full, the rest waits in the kernel's buffer.
 *
 * Writing: `write` never says that the buffer is full. Otherwise aedes waits for the slowest subscriber before it reads
 * on from a publisher; instead a client that lets its backlog grow beyond the limit is disconnected.
 */
export function guardSocket(socket: Socket, limits: SocketLimits): GuardedSocket {
  const cutter = new PacketCutter(limits.packetBytes);
  let taker: PacketTaker | null = null;
  let hasBegun = false;
  let isHeld = false;

  const next = (): WholePacket | null => {
    const packet = cutter.next();
    if (packet !== 'too-long') return packet;
    socket.destroy(new Error(`a packet longer than ${limits.packetBytes} bytes`));
    return null;
  };
  const firstPacket = (): Buffer | null => {
    const packet = next();
    hasBegun = packet !== null;
    return packet?.bytes ?? null;
  };
  const left = (by: PacketTaker): Buffer | null => {
    const rest: Buffer[] = [];
    while (!by.isFull()) {
      const packet = next();
      if (packet === null) break;
      if (!by.take(packet)) rest.push(packet.bytes);
    }
    isHeld = by.isFull();
    return rest.length > 1 ? Buffer.concat(rest) : (rest[0] ?? null);
  };

  const originalRead = socket.read.bind(socket);
  const read = (size?: number): Buffer | null => {
    // The stream itself reads nothing, to have its buffer filled.
    if (size === 0) return originalRead(size);
    isHeld = taker?.isFull() === true;
    if (isHeld || (taker === null && hasBegun)) return null;
    const chunk: unknown = originalRead(size);
    if (Buffer.isBuffer(chunk)) {
      cutter.push(chunk);
      taker?.heard();
    }
    return taker === null ? firstPacket() : left(taker);
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
  const readOn = (): void => {
    if (!isHeld || taker?.isFull() === true || socket.destroyed) return;
    isHeld = false;
    // Whoever reads is told that there is something to read.
    socket.emit('readable');
  };
  socket.on('drain', readOn);

  // Writable, because Node itself replaces `write` once the other side has closed.
  const replaced = { writable: true, configurable: true };
  Object.defineProperties(socket, {
    read: { ...replaced, value: read },
    write: { ...replaced, value: write },
  });
  return {
    open: (by) => {
      taker = by;
    },
    readOn,
  };
}
