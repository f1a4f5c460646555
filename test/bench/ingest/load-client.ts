import { connect, type Socket } from 'node:net';

const utf8 = (text: string): Buffer => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

function packet(firstByte: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; length.length === 0 || rest > 0; rest >>= 7)
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.from([firstByte, ...length]), body]);
}

/** PUBLISH at QoS 1; ids begin again after 65,535. */
export const publishPacket = (topic: string, number: number, payload: Uint8Array): Buffer => {
  const id = (number % 65_535) + 1;
  return packet(0x32, utf8(topic), Buffer.from([id >> 8, id & 0xff]), payload);
};

export interface ClientEvents {
  connected(): void;
  /** So many PUBACKs came in one chunk. */
  acknowledged(count: number): void;
  delivered(topic: string, payload: Buffer): void;
  closed(): void;
}

/** As little of an MQTT client as a load needs: it must cost less than what it measures. */
export class LoadClient {
  readonly socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  readonly #events: ClientEvents;
  readonly #filters: readonly string[];

  constructor(
    port: number,
    login: { readonly name: string; readonly password: string | undefined },
    filters: readonly string[],
    events: ClientEvents,
  ) {
    this.#events = events;
    this.#filters = filters;
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.socket.on('error', () => {});
    this.socket.on('close', () => events.closed());
    const { name, password } = login;
    const flags = password === undefined ? 0b10 : 0b1100_0010;
    const credentials = password === undefined ? [] : [utf8(name), utf8(password)];
    const header = Buffer.from([4, flags, 0, 0]);
    this.socket.write(packet(0x10, utf8('MQTT'), header, utf8(name), ...credentials));
  }

  /** Writes packets with one system call. */
  send(packets: readonly Uint8Array[]): void {
    if (packets.length === 1 && packets[0] !== undefined) this.socket.write(packets[0]);
    else this.socket.write(Buffer.concat(packets));
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    let acknowledged = 0;
    const answers: Buffer[] = [];
    while (at + 2 <= bytes.length) {
      let length = 0;
      let body = at + 1;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[body++];
        if (byte === undefined) break;
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      if (body + length > bytes.length) break;
      const kind = (bytes[at] ?? 0) >> 4;
      if (kind === 4) acknowledged++;
      else if (kind === 2) this.#connected();
      else if (kind === 9) this.#events.connected();
      else if (kind === 3) answers.push(this.#delivered(bytes.subarray(body, body + length)));
      at = body + length;
    }
    this.#rest = bytes.subarray(at);
    if (answers.length > 0) this.send(answers);
    if (acknowledged > 0) this.#events.acknowledged(acknowledged);
  }

  #connected(): void {
    if (this.#filters.length === 0) this.#events.connected();
    else {
      const filters = this.#filters.map((filter) => Buffer.concat([utf8(filter), Buffer.from([1])]));
      this.send([packet(0x82, Buffer.from([0, 1]), ...filters)]);
    }
  }

  #delivered(body: Buffer): Buffer {
    const end = 2 + body.readUInt16BE(0);
    this.#events.delivered(body.toString('latin1', 2, end), body.subarray(end + 2));
    return Buffer.from([0x40, 2, body[end] ?? 0, body[end + 1] ?? 0]);
  }
}
