import type { LineAddress } from '../../protocol/line-address.ts';
import type { Line } from '../ports.ts';
import { SerialLine } from './serial-line.ts';
import { TcpLine } from './tcp-line.ts';

/** The line at an address, not yet open. */
export function lineAt(address: LineAddress): Line {
  switch (address.kind) {
    case 'tcp':
      return new TcpLine(address);
    case 'serial':
      return new SerialLine(address);
    default:
      return address satisfies never;
  }
}
