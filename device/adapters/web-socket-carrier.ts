import { WebSocket } from 'ws';
import type { Carrier, CarrierEvents } from './carried-stream.ts';

/** Close codes (RFC 6455 §7.4.1). */
const normal = 1000;
const unsupportedData = 1003;

/** A connected WebSocket: binary messages, cut anywhere. */
export function carriedByWebSocket(socket: WebSocket, events: CarrierEvents): Carrier {
  socket.binaryType = 'nodebuffer';
  socket.on('error', events.failed);
  socket.on('message', (data, isBinary) => {
    if (!isBinary) socket.close(unsupportedData);
    else if (data instanceof Uint8Array) events.data(data);
  });
  socket.once('close', events.closed);
  return {
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    get unsentBytes() {
      return socket.bufferedAmount;
    },
    send: (bytes) => socket.send(bytes),
    end: () => socket.close(normal),
    destroy: () => socket.terminate(),
  };
}
