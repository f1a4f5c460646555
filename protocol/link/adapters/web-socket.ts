import type { ByteStream, ByteStreamEvents, Transport } from '../../byte-stream.ts';
import { lineUnavailable } from './line-fault.ts';

const connectTimeoutMilliseconds = 5_000;
/** A reader this far behind does not come back in time; its connection ends (D13). */
const mostUnsentBytes = 64 * 1024;

/** A car, or what stands before it, on a WebSocket (RFC 6455): binary messages, cut anywhere. */
export const webSocketTransport = (url: string): Transport => ({
  open: (events) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      const giveUp = (reason: string): void => {
        clearTimeout(timer);
        socket.close();
        reject(lineUnavailable(url, reason));
      };
      const timer = setTimeout(
        () => giveUp(`no connection within ${connectTimeoutMilliseconds} ms`),
        connectTimeoutMilliseconds,
      );
      const refused = () => giveUp('no connection');
      socket.addEventListener('error', refused);
      socket.addEventListener('open', () => {
        clearTimeout(timer);
        socket.removeEventListener('error', refused);
        resolve(streamOver(socket, events));
      });
    }),
});

function streamOver(socket: WebSocket, events: ByteStreamEvents): ByteStream {
  let listener: ByteStreamEvents | null = events;
  const over = (reason: string): void => {
    const told = listener;
    listener = null;
    told?.closed(reason);
  };
  socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data !== 'string') listener?.data(new Uint8Array(data));
  });
  socket.addEventListener('close', () => over('the other end closed the connection'));
  return {
    write(bytes) {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(new Uint8Array(bytes));
      if (socket.bufferedAmount <= mostUnsentBytes) return;
      over(`the other end reads too slowly: over ${mostUnsentBytes} bytes wait`);
      socket.close();
    },
    close() {
      listener = null;
      socket.close();
    },
  };
}
