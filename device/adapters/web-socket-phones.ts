import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from '../../protocol/adapters/listen.ts';
import type { TcpAddress } from '../../protocol/line-address.ts';
import type { Log } from '../../protocol/runtime.ts';
import { PortPhones } from './port-phones.ts';
import { carriedByWebSocket } from './web-socket-carrier.ts';

/** Most bytes of one WebSocket message: a frame has 4,106 when every byte of it is escaped (clause 6.1). */
const mostMessageBytes = 8_192;
/** Who connects and asks for no WebSocket is shown the door this soon. */
const handshakeMilliseconds = 5_000;

/**
 * Phones in a browser, on a bench: a WebSocket in place of Bluetooth. Takes the port; 0 is any free one.
 * @throws {Fault} `port-taken` or `address-unavailable`.
 */
export async function openWebSocketPhones(address: TcpAddress, log: Log): Promise<PortPhones> {
  const server = createServer(
    { headersTimeout: handshakeMilliseconds, requestTimeout: handshakeMilliseconds, keepAlive: false },
    (_, response) => response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end(),
  );
  const phones = new PortPhones(server, await listen(server, address), () => server.closeAllConnections());
  const upgrades = new WebSocketServer({ server, maxPayload: mostMessageBytes, perMessageDeflate: false });
  upgrades.on('error', (error) => log.warn({ reason: error.message }, 'a phone could not connect'));
  upgrades.on('connection', (socket) => phones.accept((events) => carriedByWebSocket(socket, events)));
  return phones;
}
