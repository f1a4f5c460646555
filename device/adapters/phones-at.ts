import type { PhonesAddress } from '../../protocol/line-address.ts';
import { type Log, silentLog } from '../../protocol/runtime.ts';
import type { PhoneLink } from '../ports.ts';
import { SerialLine } from './serial-line.ts';
import { SerialPhones } from './serial-phones.ts';
import { openTcpPhones } from './tcp-phones.ts';
import { openWebSocketPhones } from './web-socket-phones.ts';

/** A phone link that may hold something while nobody listens. */
export interface OpenPhoneLink extends PhoneLink {
  /** Closes, and gives a port back. */
  unbind(): Promise<void>;
}

/**
 * The phone link at an address. A TCP port is taken at once, and taken by another program it is a fault; a serial
 * device may come later.
 * @throws {Fault} `port-taken` or `address-unavailable`
 */
export async function openPhones(address: PhonesAddress, log: Log): Promise<OpenPhoneLink> {
  switch (address.kind) {
    case 'tcp':
      return openTcpPhones(address, log);
    case 'web-socket':
      return openWebSocketPhones(address, log);
    case 'serial':
      return new SerialPhones(new SerialLine(address), log);
    default:
      return address satisfies never;
  }
}

/** Takes the line or the port, and gives it back. @throws {Error} where it cannot be had. */
export async function tryPhones(address: PhonesAddress): Promise<void> {
  if (address.kind !== 'serial') return (await openPhones(address, silentLog)).unbind();
  const stream = await new SerialLine(address).open({ data: () => {}, closed: () => {} });
  stream.close();
}
