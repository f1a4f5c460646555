import { connect } from 'node:net';
import { Fault } from '../../protocol/errors.ts';
import { lineAddressText, type TcpAddress } from '../../protocol/line-address.ts';
import type { ByteStream, ByteStreamEvents, Line } from '../ports.ts';
import { CarriedStream } from './carried-stream.ts';
import { carriedBySocket } from './socket-carrier.ts';
import { socketReason } from './socket-reason.ts';

const connectTimeoutMilliseconds = 5_000;

/** A line behind a TCP port, such as a serial server's or a simulated car's. */
export class TcpLine implements Line {
  readonly #address: TcpAddress;

  constructor(address: TcpAddress) {
    this.#address = address;
  }

  open(events: ByteStreamEvents): Promise<ByteStream> {
    const socket = connect(this.#address);
    return new Promise((resolve, reject) => {
      const giveUp = (reason: string): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(unavailable(this.#address, reason));
      };
      const refused = (error: Error): void => giveUp(socketReason(error));
      const timer = setTimeout(
        () => giveUp(`no connection within ${connectTimeoutMilliseconds} ms`),
        connectTimeoutMilliseconds,
      );
      socket.once('error', refused);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('error', refused);
        const stream = new CarriedStream((carrier) => carriedBySocket(socket, carrier));
        stream.attach(events);
        resolve(stream);
      });
    });
  }
}

const unavailable = (address: TcpAddress, reason: string): Fault =>
  new Fault(
    { code: 'line-unavailable', blame: 'environment', temporary: true },
    `${lineAddressText({ kind: 'tcp', ...address })}: ${reason}`,
  );
