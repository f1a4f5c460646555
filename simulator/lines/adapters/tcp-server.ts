import { createServer, type Socket } from 'node:net';
import type { Line } from '../../../device/ports.ts';
import { listen } from '../../../protocol/adapters/listen.ts';
import type { ServedLine } from '../ports.ts';

/** Connections to one line; twins that can be opened only once refuse a second one by themselves. */
const mostConnections = 8;
/** Who reads this slowly is cut off. */
const mostUnsentBytes = 64 * 1024;

/**
 * Puts a line behind a TCP port: each connection opens it, and closes it at its end. Port 0 is any free one.
 * @throws {Fault} `port-taken` or `address-unavailable`.
 */
export async function serveLine(line: Line, host: string, port: number): Promise<ServedLine> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void join(line, socket);
  });
  server.maxConnections = mostConnections;
  return {
    port: await listen(server, { host, port }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Connects both; the end of either is the end of the other. */
async function join(line: Line, socket: Socket): Promise<void> {
  socket.setNoDelay(true);
  socket.once('error', () => socket.destroy());
  try {
    const stream = await line.open({
      data(bytes) {
        socket.write(bytes);
        if (socket.writableLength > mostUnsentBytes) socket.destroy();
      },
      closed: () => socket.destroy(),
    });
    if (socket.destroyed) return stream.close();
    socket.once('close', () => stream.close());
    socket.on('data', (bytes: Buffer) => stream.write(bytes));
  } catch {
    // In use or unplugged: whoever connected sees that in the end of its connection.
    socket.destroy();
  }
}
