import { createServer, type Server, type Socket } from 'node:net';
import type { Line } from '../../../device/ports.ts';
import { Fault, messageOf } from '../../../protocol/errors.ts';
import type { ServedLine } from '../ports.ts';

/** Connections to one line; twins that can be opened only once refuse a second one by themselves. */
const mostConnections = 8;

/**
 * Puts a line behind a TCP port: each connection opens it, and closes it at its end. Port 0 is any free one.
 * @throws {Fault} `port-unavailable`.
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
    port: await listening(server, host, port),
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
      data: (bytes) => void socket.write(bytes),
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

async function listening(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  } catch (cause) {
    const why = `port ${port} on ${host}: ${messageOf(cause)}`;
    throw new Fault({ code: 'port-unavailable', blame: 'operator' }, why, { cause });
  }
  const address = server.address();
  return address !== null && typeof address !== 'string' ? address.port : port;
}
