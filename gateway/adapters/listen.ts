import type { Server } from 'node:net';
import { Fault } from '../../protocol/errors.ts';
import type { BrokerAddress } from '../ports.ts';

/** A port that must be free; or one that is preferred, and any free one where it is taken. 0 is any free one. */
export type PortChoice = number | { readonly preferred: number; readonly orFree: true };

/** @throws {Fault} `port-taken`; or `address-unavailable` when the host or port cannot be listened on. */
export async function listen(server: Server, host: string, choice: PortChoice): Promise<BrokerAddress> {
  const port = typeof choice === 'number' ? choice : choice.preferred;
  try {
    return await listenOn(server, host, port);
  } catch (thrown) {
    const taken = codeOf(thrown) === 'EADDRINUSE';
    if (taken && typeof choice !== 'number') return listenOn(server, host, 0);
    const code = taken ? 'port-taken' : 'address-unavailable';
    const why = taken ? 'is taken by another program' : `cannot be listened on (${codeOf(thrown)})`;
    throw new Fault({ code, blame: 'operator', temporary: taken }, `port ${port} on ${host} ${why}`, {
      cause: thrown,
    });
  }
}

function listenOn(server: Server, host: string, port: number): Promise<BrokerAddress> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no TCP address'));
      else resolve({ host, port: address.port });
    });
  });
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
