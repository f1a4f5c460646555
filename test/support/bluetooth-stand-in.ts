import type { ByteStream, ByteStreamEvents, PhoneLink } from '../../device/ports.ts';
import type {
  BluetoothCharacteristic,
  BluetoothPeer,
  BluetoothServer,
} from '../../protocol/link/adapters/web-bluetooth.ts';
import { uartService } from '../../protocol/link/adapters/web-bluetooth.ts';

export interface StandInOptions {
  /** Most bytes of a write, and of a notification: what the module's ATT MTU leaves. */
  readonly payload?: number;
}

/** A Bluetooth module with the Nordic UART service, and the car's serial line behind it, as a browser shows it. */
export class BluetoothStandIn extends EventTarget implements BluetoothPeer, PhoneLink {
  readonly name = 'car-007';
  readonly #payload: number;
  #connected: ((stream: ByteStream) => ByteStreamEvents) | null = null;
  #car: ByteStreamEvents | null = null;
  #transmit: Characteristic | null = null;
  /** Sizes of all writes and notifications so far. */
  readonly written: number[] = [];
  readonly notified: number[] = [];
  isInReach = true;
  /** The connection breaks with the write of this number, counted from 1. */
  breaksAtWrite = 0;

  constructor({ payload = 20 }: StandInOptions = {}) {
    super();
    this.#payload = payload;
  }

  listen(connected: (stream: ByteStream) => ByteStreamEvents): void {
    this.#connected = connected;
  }

  async close(): Promise<void> {
    this.#connected = null;
    this.outOfReach();
  }

  readonly gatt: BluetoothServer = {
    connect: async () => {
      if (!this.isInReach) throw new Error('Bluetooth Device is no longer in range.');
      return this.gatt;
    },
    disconnect: () => this.outOfReach(),
    getPrimaryService: async (uuid) => {
      if (uuid !== uartService.service) throw new Error('No Services matching UUID found in Device.');
      const receive = new Characteristic((bytes) => this.#written(bytes));
      const transmit = new Characteristic(async () => {});
      this.#transmit = transmit;
      return {
        getCharacteristic: async (wanted): Promise<BluetoothCharacteristic> =>
          wanted === uartService.receive ? receive : transmit,
      };
    },
  };

  /** The phone walks away, or the radio fails. */
  outOfReach(): void {
    const car = this.#car;
    const transmit = this.#transmit;
    this.#car = null;
    this.#transmit = null;
    car?.closed('the phone is out of reach');
    if (transmit !== null) this.dispatchEvent(new Event('gattserverdisconnected'));
  }

  async #written(bytes: Uint8Array): Promise<void> {
    this.written.push(bytes.length);
    if (this.written.length === this.breaksAtWrite) this.outOfReach();
    if (this.#transmit === null) throw new Error('GATT Server is disconnected.');
    if (bytes.length > this.#payload) throw new Error('Value is longer than the MTU takes.');
    this.#car ??=
      this.#connected?.({ write: (said) => this.#notify(said), close: () => this.outOfReach() }) ?? null;
    this.#car?.data(bytes);
  }

  #notify(said: Uint8Array): void {
    for (let at = 0; at < said.length; at += this.#payload) {
      const piece = said.slice(at, at + this.#payload);
      this.notified.push(piece.length);
      this.#transmit?.changed(piece);
    }
  }
}

/** Its events tell only that the value is another one: who looks late has missed it. */
class Characteristic extends EventTarget implements BluetoothCharacteristic {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  #isNotifying = false;
  value: DataView | null = null;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    super();
    this.#write = write;
  }

  async startNotifications(): Promise<void> {
    this.#isNotifying = true;
  }

  writeValueWithoutResponse(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#write(new Uint8Array(bytes));
  }

  changed(bytes: Uint8Array): void {
    if (!this.#isNotifying) return;
    this.value = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.dispatchEvent(new Event('characteristicvaluechanged'));
  }
}
