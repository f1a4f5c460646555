import { connect, type Socket } from 'node:net';
import type { BrokerAddress } from '../../../gateway/ports.ts';
import { bytes, password as stubsPassword } from '../../contract/gateway-stub.ts';

const text = (value: string | Uint8Array): Buffer => {
  const body = Buffer.from(value);
  return Buffer.concat([Buffer.from([body.length >> 8, body.length & 0xff]), body]);
};

function packet(firstByte: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; length.length === 0 || rest > 0; rest = rest >> 7) {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  }
  return Buffer.concat([Buffer.from([firstByte, ...length]), body]);
}

/** CONNECT of MQTT 3.1.1, without a last will. */
export function connectPacket(
  username: string,
  clientId: string,
  { clean = true, keepAliveSeconds = 60, password = stubsPassword } = {},
): Buffer {
  const flags = 0b1100_0000 | (clean ? 0b10 : 0);
  const header = Buffer.from([4, flags, 0, keepAliveSeconds]);
  return packet(0x10, text('MQTT'), header, text(clientId), text(username), text(password));
}

export function publishPacket(
  id: number,
  topic: string,
  payload: string | Uint8Array,
  qos: 0 | 1 | 2 = 1,
): Buffer {
  const packetId = qos === 0 ? [] : [Buffer.from([id >> 8, id & 0xff])];
  return packet(
    0x30 | (qos << 1),
    text(topic),
    ...packetId,
    typeof payload === 'string' ? bytes(payload) : payload,
  );
}

export function subscribePacket(id: number, filter: string): Buffer {
  return packet(0x82, Buffer.from([id >> 8, id & 0xff]), text(filter), Buffer.from([1]));
}

export const pingPacket = packet(0xc0);

/** A client that says what it likes, and keeps all that it hears. */
export class RawClient {
  readonly socket: Socket;
  isClosed = false;
  #heard = Buffer.alloc(0);

  constructor(address: BrokerAddress) {
    this.socket = connect(address.port, address.host);
    this.socket.on('data', (chunk: Buffer) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
    });
  }

  send(...packets: Uint8Array[]): void {
    this.socket.write(Buffer.concat(packets));
  }

  heardBytes(): number {
    return this.#heard.length;
  }

  /** The return code of CONNACK, or null before it. */
  connack(): number | null {
    return this.#heard[0] === 0x20 ? (this.#heard[3] ?? null) : null;
  }

  /** Whether CONNACK says that the broker has kept a session. */
  sessionPresent(): boolean {
    return this.#heard[2] === 1;
  }

  /** The packet ids of the PUBACKs, in order; for a client to which nothing else is sent. */
  pubacks(): number[] {
    const ids: number[] = [];
    for (let at = 4; at + 4 <= this.#heard.length; at += 4) {
      if (this.#heard[at] === 0x40) ids.push(this.#heard.readUInt16BE(at + 2));
    }
    return ids;
  }
}
