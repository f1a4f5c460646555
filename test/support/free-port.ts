import { createServer } from 'node:net';
import { listen } from '../../protocol/adapters/listen.ts';

/** A port that nobody has taken. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
