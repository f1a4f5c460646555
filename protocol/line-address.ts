/** Where a byte line or the I/O board is reached over TCP. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** A serial device such as `/dev/ttyUSB0`: 8 data bits, no parity, 1 stop bit, no flow control. */
export interface SerialAddress {
  /** Absolute. */
  readonly path: string;
  /** Bits per second. */
  readonly baud: number;
}

/** The same where the speed may have to be found out. */
export interface AutoSerialAddress {
  readonly path: string;
  readonly baud: number | 'auto';
}

/** Where a byte line is: `tcp://HOST:PORT`, or `/dev/NAME?baud=N`; `baud=auto` for an OBD adapter alone. */
export type LineAddress =
  | ({ readonly kind: 'tcp' } & TcpAddress)
  | ({ readonly kind: 'serial' } & AutoSerialAddress);

/** Where a car listens for phones: a byte line whose speed is named, or `ws://HOST:PORT`, a WebSocket for browsers on a bench. */
export type PhonesAddress = LineAddress | ({ readonly kind: 'web-socket' } & TcpAddress);

/** Where the I/O board is: `modbus+tcp://HOST:PORT`, Modbus TCP; or `modbus+rtu:///dev/NAME?baud=N`, Modbus RTU. */
export type CabinAddress =
  | ({ readonly kind: 'modbus-tcp' } & TcpAddress)
  | ({ readonly kind: 'modbus-rtu' } & SerialAddress);

/** Where an address names no speed. */
const usualBaud = { line: 115_200, rtu: 9_600 } as const;
const baudRange = { least: 300, most: 4_000_000 } as const;
const rtuPrefix = 'modbus+rtu://';

/** @throws {RangeError} naming the text. */
export function lineAddress(text: string): LineAddress {
  const serial = serialAddress(text, usualBaud.line);
  if (serial !== null) return { kind: 'serial', ...serial };
  const tcp = tcpAddress(text, 'tcp:');
  if (tcp !== null) return { kind: 'tcp', ...tcp };
  throw new RangeError(`${JSON.stringify(text)} is not tcp://HOST:PORT, nor /dev/NAME?baud=N`);
}

/** @throws {RangeError} naming the text. */
export function cabinAddress(text: string): CabinAddress {
  const device = text.startsWith(rtuPrefix) ? text.slice(rtuPrefix.length) : '';
  const serial = serialAddress(device, usualBaud.rtu);
  if (serial !== null && serial.baud !== 'auto') {
    return { kind: 'modbus-rtu', path: serial.path, baud: serial.baud };
  }
  const tcp = tcpAddress(text, 'modbus+tcp:');
  if (tcp !== null) return { kind: 'modbus-tcp', ...tcp };
  throw new RangeError(
    `${JSON.stringify(text)} is not modbus+tcp://HOST:PORT, nor ${rtuPrefix}/dev/NAME?baud=N`,
  );
}

/** Whether there is a serial device at an address. */
export const isSerial = ({ kind }: PhonesAddress | CabinAddress): boolean =>
  kind === 'serial' || kind === 'modbus-rtu';

function serialAddress(text: string, usual: number): AutoSerialAddress | null {
  const [, path, digits] = /^(\/[^?#\0]*[^/?#\0])(?:\?baud=(auto|\d{1,7}))?$/.exec(text) ?? [];
  if (path !== undefined && digits === 'auto') return { path, baud: digits };
  const baud = digits === undefined ? usual : Number(digits);
  if (path === undefined || baud < baudRange.least || baud > baudRange.most) return null;
  return { path, baud };
}

function tcpAddress(text: string, protocol: string): TcpAddress | null {
  const url = URL.parse(text);
  const port = Number(url?.port);
  const isWhole = url !== null && url.host !== '' && /^\/?$/.test(url.pathname + url.search + url.hash);
  if (!isWhole || url.protocol !== protocol || url.username !== '' || port === 0) return null;
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

/** A line whose speed must be named. @throws {RangeError} naming the text. */
export function fixedLineAddress(text: string): LineAddress {
  const address = lineAddress(text);
  if (address.kind === 'tcp' || address.baud !== 'auto') return address;
  throw new RangeError(`${JSON.stringify(text)}: baud=auto is for the OBD adapter alone`);
}

/** @throws {RangeError} naming the text. */
export function phonesAddress(text: string): PhonesAddress {
  if (!text.startsWith('ws:')) return fixedLineAddress(text);
  const address = tcpAddress(text, 'ws:');
  if (address !== null) return { kind: 'web-socket', ...address };
  throw new RangeError(`${JSON.stringify(text)} is not ws://HOST:PORT`);
}

const hostAndPort = ({ host, port }: TcpAddress): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The address as it stands in a configuration. */
export function lineAddressText(address: PhonesAddress): string {
  switch (address.kind) {
    case 'tcp':
      return `tcp://${hostAndPort(address)}`;
    case 'web-socket':
      return `ws://${hostAndPort(address)}`;
    case 'serial':
      return `${address.path}?baud=${address.baud}`;
    default:
      return address satisfies never;
  }
}
