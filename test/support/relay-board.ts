import { createServer, type Socket } from 'node:net';
import { listen } from '../../protocol/adapters/listen.ts';

/** A relay board over Modbus TCP that is not the twin: eight relays, eight inputs, and what it says of itself. */
export class RelayBoard {
  /** What was written, `coil=value`, in order. */
  readonly written: string[] = [];
  readonly relays: boolean[] = Array.from({ length: 8 }, () => false);
  readonly inputs: boolean[] = Array.from({ length: 8 }, () => false);
  /** Objects of function 43/14; it refuses that where there are none. */
  identity: readonly string[] = [];
  /** Of its one holding register, 8000 hex. */
  version = 100;
  /** Refuses to let go of relays so often: it is busy. */
  refusesToLetGo = 0;
  /** The unit id that it answers to. */
  unit = 1;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes: Buffer) => this.#heard(socket, bytes));
  });

  readonly listen = (): Promise<number> => listen(this.#server, { host: '127.0.0.1', port: 0 });

  /** Its power dips: relays fall off, connections are gone. */
  losePower(): void {
    this.relays.fill(false);
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  async close(): Promise<void> {
    this.losePower();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #heard(socket: Socket, request: Buffer): void {
    if (request[6] !== this.unit) return;
    const pdu = this.#answer(request.subarray(7));
    const head = Buffer.from(request.subarray(0, 7));
    head.writeUInt16BE(1 + pdu.length, 4);
    socket.write(Buffer.concat([head, Buffer.from(pdu)]));
  }

  #answer(pdu: Buffer): readonly number[] {
    const [code = 0] = pdu;
    switch (code) {
      case 2:
        return this.#readInputs(pdu.readUInt16BE(1), pdu.readUInt16BE(3));
      case 5:
        return this.#write(pdu);
      case 3:
        return pdu.readUInt16BE(1) === 0x8000 ? [3, 2, this.version >> 8, this.version & 0xff] : [0x83, 2];
      case 43:
        return this.identity.length === 0 ? [0xab, 1] : this.#identification();
      default:
        return [code | 0x80, 1];
    }
  }

  #readInputs(from: number, count: number): readonly number[] {
    if (from + count > this.inputs.length) return [0x82, 2];
    const on = this.inputs.slice(from, from + count);
    return [2, 1, on.reduce((sum, isOn, place) => sum + (isOn ? 1 << place : 0), 0)];
  }

  #write(pdu: Buffer): readonly number[] {
    const [coil, value] = [pdu.readUInt16BE(1), pdu.readUInt16BE(3)];
    this.written.push(`${coil.toString(16)}=${value.toString(16)}`);
    if (value === 0 && this.refusesToLetGo > 0) {
      this.refusesToLetGo -= 1;
      return [0x85, 6];
    }
    if (coil < this.relays.length) this.relays[coil] = value === 0xff00;
    return [...pdu];
  }

  #identification(): readonly number[] {
    const objects = this.identity.flatMap((text, id) => [id, text.length, ...Buffer.from(text)]);
    return [43, 14, 1, 1, 0, 0, this.identity.length, ...objects];
  }
}
