import {
  createServer as createPlainServer,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tlsOptions } from '../../protocol/adapters/tls-credentials.ts';
import { Fault } from '../../protocol/errors.ts';
import { createHttp, type HttpPorts } from '../http.ts';
import { isLoopback } from '../loopback.ts';
import type { BrokerAddress } from '../ports.ts';
import { listen } from './listen.ts';

/** Key and certificate, with those of authorities in between; all PEM. */
export interface HttpTls {
  readonly certificate: string;
  readonly key: string;
}

/** Where to listen; port 0 is any free one. */
export interface HttpAddress extends BrokerAddress {
  readonly tls: HttpTls | undefined;
}

export interface RunningHttp {
  readonly address: BrokerAddress;
  /** Takes no more requests, answers those under way, and closes. */
  close(): Promise<void>;
}

/** A phone's request is small, and either comes at once or not at all. */
const serverOptions = {
  maxHeaderSize: 8192,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} satisfies ServerOptions;
const mostConnections = 256;
const mostHeaders = 64;
const mostRequestsPerConnection = 1_000;

/**
 * Serves phones over HTTPS where key and certificate are given, else over HTTP, and then to this machine alone.
 * @throws {Fault} `tls-required`, `certificate-unusable`, `port-taken`, `address-unavailable`.
 */
export async function listenHttp(ports: HttpPorts, { host, port, tls }: HttpAddress): Promise<RunningHttp> {
  if (tls === undefined && !isLoopback(host)) throw tlsRequired(host);
  const app = await createHttp(ports, (handler) => bounded(serverFor(handler, tls)));
  try {
    const address = await listen(app.server, host, port);
    return { address, close: () => closed(app.server, () => app.close()) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function serverFor(handler: RequestListener, tls: HttpTls | undefined): Server {
  if (tls === undefined) return createPlainServer(serverOptions, handler);
  return createTlsServer({ ...serverOptions, ...tlsOptions(tls), handshakeTimeout: 5_000 }, handler);
}

function bounded(server: Server): Server {
  server.maxConnections = mostConnections;
  server.maxHeadersCount = mostHeaders;
  server.maxRequestsPerSocket = mostRequestsPerConnection;
  return server;
}

/** How long requests under way may take before they are cut off. */
const farewellMilliseconds = 500;

/** Idle connections do not hold up the end. */
async function closed(server: Server, closeApp: () => Promise<void>): Promise<void> {
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), farewellMilliseconds);
  await closeApp();
  await ended;
  clearTimeout(timer);
}

const tlsRequired = (host: string): Fault =>
  new Fault(
    { code: 'tls-required', blame: 'operator' },
    `HTTP on ${host} needs a TLS key and certificate; without them it is 127.0.0.1 only`,
  );
