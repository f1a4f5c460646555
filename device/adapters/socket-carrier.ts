import type { Socket } from 'node:net';
import type { Carrier, CarrierEvents } from './carried-stream.ts';

/** The system asks a silent other end whether it is still there. */
const keepAliveMilliseconds = 10_000;

/** A connected socket. */
export function carriedBySocket(socket: Socket, events: CarrierEvents): Carrier {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveMilliseconds);
  socket.on('error', events.failed);
  socket.on('data', events.data);
  socket.once('close', events.closed);
  return {
    get isOpen() {
      return socket.writable;
    },
    get unsentBytes() {
      return socket.writableLength;
    },
    send: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    destroy: () => void socket.destroy(),
  };
}
