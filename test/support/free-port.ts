import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { listen } from '../../protocol/adapters/listen.ts';
import { Fault } from '../../protocol/errors.ts';

/** Below the ports that Linux gives to clients: while nobody listens here, no connection of another program takes it. */
const range = [16_384, 32_768] as const;
const mostAttempts = 100;

/** A port that nobody has taken. */
export async function freePort(): Promise<number> {
  for (let attempts = 0; attempts < mostAttempts; attempts++) {
    const port = randomInt(...range);
    if (await isFree(port)) return port;
  }
  throw new Error(`none of ${mostAttempts} ports is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, { host: '127.0.0.1', port });
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'port-taken') return false;
    throw thrown;
  }
  await new Promise((resolve) => server.close(resolve));
  return true;
}
