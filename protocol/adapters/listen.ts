import type { Server } from 'node:net';
import { Fault, messageOf } from '../errors.ts';

/**
 * Listens, and gives the port: port 0 is any free one.
 * @throws {Fault} `port-taken`; or `address-unavailable` when the host or port cannot be listened on
 */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    const code = taken ? 'port-taken' : 'address-unavailable';
    const why = taken ? 'is taken by another program' : `cannot be listened on: ${messageOf(cause)}`;
    throw new Fault({ code, blame: 'operator', temporary: taken }, `port ${port} on ${host} ${why}`, {
      cause,
    });
  }
  const address = server.address();
  return address !== null && typeof address !== 'string' ? address.port : port;
}
