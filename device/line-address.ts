/** Where a byte line or the I/O board is reached over TCP. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a byte line is: `tcp://HOST:PORT`. */
export type LineAddress = { readonly kind: 'tcp' } & TcpAddress;

/** Where the I/O board is: `modbus+tcp://HOST:PORT`, Modbus TCP. */
export type CabinAddress = { readonly kind: 'modbus-tcp' } & TcpAddress;

/** @throws {RangeError} naming the text. */
export const lineAddress = (text: string): LineAddress => ({ kind: 'tcp', ...tcpAddress(text, 'tcp:') });

/** @throws {RangeError} naming the text. */
export const cabinAddress = (text: string): CabinAddress => ({
  kind: 'modbus-tcp',
  ...tcpAddress(text, 'modbus+tcp:'),
});

function tcpAddress(text: string, protocol: string): TcpAddress {
  const url = URL.parse(text);
  const port = Number(url?.port);
  const isWhole = url !== null && url.host !== '' && /^\/?$/.test(url.pathname + url.search + url.hash);
  if (!isWhole || url.protocol !== protocol || url.username !== '' || port === 0) {
    throw new RangeError(`${JSON.stringify(text)} is not ${protocol}//HOST:PORT`);
  }
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

/** The address as it stands in a configuration. */
export const lineAddressText = ({ host, port }: TcpAddress): string =>
  `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`;
