import type { ByteStream, ByteStreamEvents, Transport } from '../../byte-stream.ts';
import { messageOf } from '../../errors.ts';
import { lineUnavailable } from './line-fault.ts';
import { Outgoing } from './outgoing.ts';

/** The Nordic UART service, as Bluetooth modules with a serial line have it. */
export const uartService = {
  service: '6e400001-b5a3-f393-e0a9-e50e24dcca9e',
  /** The phone writes here, */
  receive: '6e400002-b5a3-f393-e0a9-e50e24dcca9e',
  /** and hears what is notified here. */
  transmit: '6e400003-b5a3-f393-e0a9-e50e24dcca9e',
} as const;

/** What a phone needs of Web Bluetooth; the browser's own objects fit. */
export interface BluetoothPeer {
  readonly name?: string | undefined;
  readonly gatt?: BluetoothServer | undefined;
  addEventListener(type: 'gattserverdisconnected', listener: () => void): void;
  removeEventListener(type: 'gattserverdisconnected', listener: () => void): void;
}
export interface BluetoothServer {
  connect(): Promise<BluetoothServer>;
  disconnect(): void;
  getPrimaryService(uuid: string): Promise<BluetoothService>;
}
export interface BluetoothService {
  getCharacteristic(uuid: string): Promise<BluetoothCharacteristic>;
}
export interface BluetoothCharacteristic {
  readonly value?: DataView | null | undefined;
  startNotifications(): Promise<unknown>;
  writeValueWithoutResponse(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  addEventListener(type: 'characteristicvaluechanged', listener: () => void): void;
  removeEventListener(type: 'characteristicvaluechanged', listener: () => void): void;
}
/** The part of `navigator.bluetooth` that finds a car. */
export interface BluetoothSearch<Peer extends BluetoothPeer> {
  requestDevice(options: { readonly filters: { services: string[] }[] }): Promise<Peer>;
}

/** Least and most bytes of one write: the smallest and the largest ATT payload in use. Browsers do not tell which one holds. */
export const fragmentBytes = { least: 20, most: 244 } as const;

/** Lets the phone's owner choose a car nearby; to be called from a click. */
export const chooseCar = <Peer extends BluetoothPeer>(bluetooth: BluetoothSearch<Peer>): Promise<Peer> =>
  bluetooth.requestDevice({ filters: [{ services: [uartService.service] }] });

/**
 * A car's Bluetooth module; `fragment` is how many bytes go into one write, 20 unless the module is known to take more.
 * @throws {RangeError} on a fragment that is not 20 to 244 bytes
 */
export function bluetoothTransport(peer: BluetoothPeer, fragment: number = fragmentBytes.least): Transport {
  if (!Number.isInteger(fragment) || fragment < fragmentBytes.least || fragment > fragmentBytes.most)
    throw new RangeError(`a fragment has ${fragmentBytes.least} to ${fragmentBytes.most} bytes`);
  return {
    async open(events) {
      try {
        return await connected(peer, fragment, events);
      } catch (cause) {
        peer.gatt?.disconnect();
        throw lineUnavailable(peer.name ?? 'Bluetooth', messageOf(cause), cause);
      }
    },
  };
}

async function connected(
  peer: BluetoothPeer,
  fragment: number,
  events: ByteStreamEvents,
): Promise<ByteStream> {
  if (peer.gatt === undefined) throw new TypeError('the device has no GATT server');
  const server = await peer.gatt.connect();
  const service = await server.getPrimaryService(uartService.service);
  const [receive, transmit] = [
    await service.getCharacteristic(uartService.receive),
    await service.getCharacteristic(uartService.transmit),
  ];
  const stream = new BluetoothStream({ peer, server, receive, transmit }, fragment, events);
  await transmit.startNotifications();
  return stream;
}

interface Connected {
  readonly peer: BluetoothPeer;
  readonly server: BluetoothServer;
  readonly receive: BluetoothCharacteristic;
  readonly transmit: BluetoothCharacteristic;
}

class BluetoothStream implements ByteStream {
  readonly #connected: Connected;
  readonly #fragment: number;
  readonly #outgoing: Outgoing;
  #events: ByteStreamEvents | null;
  #hasLeft = false;

  constructor(connected: Connected, fragment: number, events: ByteStreamEvents) {
    this.#connected = connected;
    this.#fragment = fragment;
    this.#events = events;
    const { peer, receive, transmit } = connected;
    this.#outgoing = new Outgoing(
      (piece) => receive.writeValueWithoutResponse(new Uint8Array(piece)),
      (reason) => this.#over(reason),
    );
    peer.addEventListener('gattserverdisconnected', this.#disconnected);
    transmit.addEventListener('characteristicvaluechanged', this.#notified);
  }

  write(bytes: Uint8Array): void {
    if (this.#events === null) return;
    for (let at = 0; at < bytes.length; at += this.#fragment)
      this.#outgoing.add(bytes.subarray(at, at + this.#fragment));
  }

  close(): void {
    this.#events = null;
    void this.#outgoing.drained().then(() => this.#leave());
  }

  readonly #notified = (): void => {
    const { value } = this.#connected.transmit;
    if (value === null || value === undefined) return;
    this.#events?.data(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
  };

  readonly #disconnected = (): void => this.#over('the car is out of reach');

  #over(reason: string): void {
    const events = this.#events;
    this.#events = null;
    this.#leave();
    events?.closed(reason);
  }

  /** Once: a connection that is made later is another stream's. */
  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    const { peer, server, transmit } = this.#connected;
    peer.removeEventListener('gattserverdisconnected', this.#disconnected);
    transmit.removeEventListener('characteristicvaluechanged', this.#notified);
    server.disconnect();
  }
}
