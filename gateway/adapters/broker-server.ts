import { X509Certificate } from 'node:crypto';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { tlsOptions } from '../../protocol/adapters/tls-credentials.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { Milliseconds } from '../../protocol/units.ts';
import { isLoopback } from '../loopback.ts';

/** How a server shows who it is; all PEM. */
export interface ServerTls {
  /** With those of authorities in between. */
  readonly certificate: string;
  readonly key: string;
  /** Where given, clients must show a certificate by one of these authorities. */
  readonly clientCa?: string;
}

export interface BrokerServerOptions {
  readonly host: string;
  readonly tls: ServerTls | undefined;
  readonly log: Log;
  readonly handshakeTimeout: Milliseconds;
}

/**
 * A server over TLS where that is given, else over plain TCP, and then for this machine alone; `accept` gets connections that
 * are ready for MQTT.
 * @throws {Fault} `tls-required`, `certificate-unusable`
 */
export function createBrokerServer(options: BrokerServerOptions, accept: (socket: Socket) => void): Server {
  const { host, tls, log, handshakeTimeout } = options;
  if (tls === undefined) {
    if (!isLoopback(host)) throw tlsRequired(host);
    return createTcpServer(accept);
  }
  const { certificate, key, clientCa } = tls;
  const credentials = tlsOptions({ certificate, key, ...(clientCa === undefined ? {} : { ca: clientCa }) });
  warnOfExpiry(certificate, log);
  const asksClients = clientCa !== undefined;
  // Node would only hang up on a client without a good certificate; here it is told, and the log says why.
  const verification = { requestCert: asksClients, rejectUnauthorized: false };
  const server = createTlsServer({ ...credentials, ...verification, handshakeTimeout }, (socket) => {
    if (!asksClients || socket.authorized) accept(socket);
    else refuse(socket, log);
  });
  server.on('tlsClientError', (error, { remoteAddress }) =>
    log.info({ peer: remoteAddress ?? 'nowhere', reason: reasonOf(error) }, 'no TLS connection was made'),
  );
  return server;
}

/** CONNACK with return code 5, "not authorized" (MQTT 3.1.1, table 3.1). */
const notAuthorized = Buffer.from([0x20, 2, 0, 5]);
/** How long a client may take to hear that it is refused. */
const farewellMilliseconds = 1_000;

function refuse(socket: TLSSocket, log: Log): void {
  const reason = String(socket.authorizationError);
  log.info({ peer: socket.remoteAddress ?? 'nowhere', reason }, "a client's certificate was refused");
  socket.on('error', () => {});
  socket.end(notAuthorized);
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), farewellMilliseconds);
  socket.once('close', () => clearTimeout(timer));
}

const tlsRequired = (host: string): Fault =>
  new Fault(
    { code: 'tls-required', blame: 'operator' },
    `listening on ${host} needs a TLS key and certificate; without them it is 127.0.0.1 only`,
  );

/** Cars will refuse it; so the operator reads it here as well. */
function warnOfExpiry(certificate: string, log: Log): void {
  const { validTo, validToDate } = new X509Certificate(certificate);
  if (validToDate.getTime() < Date.now()) log.error({ validTo }, "this broker's certificate has expired");
}

function reasonOf(error: Error): string {
  const code = 'code' in error ? `${error.code}: ` : '';
  return `${code}${error.message}`;
}
