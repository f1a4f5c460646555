import type { Server } from 'node:net';
import { listen as listenAt } from '../../protocol/adapters/listen.ts';
import { Fault } from '../../protocol/errors.ts';
import type { BrokerAddress } from '../ports.ts';

/** A port that must be free; or one that is preferred, and any free one where it is taken. 0 is any free one. */
export type PortChoice = number | { readonly preferred: number; readonly orFree: true };

/** @throws {Fault} `port-taken`; or `address-unavailable` when the host or port cannot be listened on. */
export async function listen(server: Server, host: string, choice: PortChoice): Promise<BrokerAddress> {
  if (typeof choice === 'number') return { host, port: await listenAt(server, { host, port: choice }) };
  try {
    return { host, port: await listenAt(server, { host, port: choice.preferred }) };
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.code === 'port-taken')) throw thrown;
    return { host, port: await listenAt(server, { host, port: 0 }) };
  }
}
