import type { AutoSerialAddress } from '../../protocol/line-address.ts';
import type { ByteStream, ByteStreamEvents, Line } from '../ports.ts';
import { openSerialPort } from './serial-port.ts';
import { SerialStream } from './serial-stream.ts';

const usualSpeed = 115_200;

/** What OBD adapters come with, the commonest first. */
const adapterSpeeds: readonly number[] = [38_400, usualSpeed, 9_600, 230_400, 57_600, 500_000, 1_000_000];

/** A line on a serial device, which may come and go as a USB adapter does. */
export class SerialLine implements Line {
  readonly speeds: readonly number[];
  readonly #path: string;

  constructor({ path, baud }: AutoSerialAddress) {
    this.#path = path;
    this.speeds = baud === 'auto' ? adapterSpeeds : [baud];
  }

  async open(events: ByteStreamEvents, speed = this.speeds[0] ?? usualSpeed): Promise<ByteStream> {
    return new SerialStream(await openSerialPort({ path: this.#path, baud: speed }), events);
  }
}
