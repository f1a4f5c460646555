import type { SerialAddress } from '../line-address.ts';
import type { ByteStream, ByteStreamEvents, Line } from '../ports.ts';
import { openSerialPort } from './serial-port.ts';
import { SerialStream } from './serial-stream.ts';

/** A line on a serial device, which may come and go as a USB adapter does. */
export class SerialLine implements Line {
  readonly #address: SerialAddress;

  constructor(address: SerialAddress) {
    this.#address = address;
  }

  async open(events: ByteStreamEvents): Promise<ByteStream> {
    return new SerialStream(await openSerialPort(this.#address), events);
  }
}
