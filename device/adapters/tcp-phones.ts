import { createServer } from 'node:net';
import { listen } from '../../protocol/adapters/listen.ts';
import type { TcpAddress } from '../../protocol/line-address.ts';
import type { Log } from '../../protocol/runtime.ts';
import { PortPhones } from './port-phones.ts';
import { carriedBySocket } from './socket-carrier.ts';

/**
 * Phones on a TCP port instead of Bluetooth. Takes the port; 0 is any free one.
 * @throws {Fault} `port-taken` or `address-unavailable`.
 */
export async function openTcpPhones(address: TcpAddress, log: Log): Promise<PortPhones> {
  const server = createServer();
  const phones = new PortPhones(server, await listen(server, address));
  server.on('error', (error) => log.warn({ reason: error.message }, 'a phone could not connect'));
  server.on('connection', (socket) => phones.accept((events) => carriedBySocket(socket, events)));
  return phones;
}
