import { type LineAddress, lineAddress } from '../line-address.ts';
import type { Line } from '../ports.ts';
import { TcpLine } from './tcp-line.ts';

/** The line at an address, not yet open. */
export function lineAt(address: LineAddress): Line {
  switch (address.kind) {
    case 'tcp':
      return new TcpLine(address);
    default:
      return address.kind satisfies never;
  }
}

/** The same for an address as text. @throws {RangeError} naming the text. */
export const lineNamed = (text: string): Line => lineAt(lineAddress(text));
