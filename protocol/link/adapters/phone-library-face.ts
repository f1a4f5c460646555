/**
 * Ritmeter's phone library: opens shared cars from a browser or Node, on WebCrypto. What the words mean is in the
 * specification, `protocol/README.md` of this package; clauses are those of it.
 */

/** A key for proofs; a new one can be taken out by nobody. Keep it as it is, in IndexedDB. Needs a secure context (https). */
export declare function makePhoneKey(): Promise<CryptoKeyPair>;

/** A private key as JWK (P-256 or Ed25519), as `ritmeter-phone keygen` makes it. */
export declare function importPhoneKey(jwk: JsonWebKey): Promise<CryptoKeyPair>;

/** What an issuer needs to know of a phone (11.5): the key's id, and the COSE_Key in hexadecimal. */
export declare function enrolmentOf(key: CryptoKeyPair): Promise<{ keyId: string; publicKey: string }>;

/** The header `Authorization` of a request to the gateway (11.2); `target` is path and query, `body` exactly what is sent. */
export declare function authorizationFor(
  key: CryptoKeyPair,
  request: { method: 'GET' | 'POST'; target: string; body?: string },
): Promise<string>;

/** What an issuer hands to a phone (7.9). */
export interface Pass {
  readonly token: Uint8Array;
  /** Ed25519, 32 bytes; without it the car is not known, and nothing is asked of it. */
  readonly carKey: Uint8Array | null;
  /** For the car, where it has older ones (12). */
  readonly lists: readonly SignedList[];
}
export interface SignedList {
  readonly list: 'key-set' | 'revoked-keys' | 'deny-list';
  readonly signed: Uint8Array;
}

/** Reads a token's file. @throws {Fault} `malformed` */
export declare function readPass(content: Uint8Array): Pass;

/** What a token says (7.3); nobody has checked its signature. Times in seconds. @throws {Fault} `malformed` */
export declare function explainToken(token: Uint8Array): {
  readonly issuer: string;
  readonly audience: string;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly scope: readonly Action[];
  readonly rights: { readonly reservation: string; readonly latestReturnAt: number };
};

export interface CarVisit {
  readonly transport: Transport;
  readonly pass: Pass;
  /** The one that the token names. */
  readonly key: CryptoKeyPair;
}

export type Action = 'unlock' | 'lock' | 'end' | 'fuel-card' | 'service' | 'status';

/** What a car answers (6.6). */
export interface Answer {
  /** `granted`: done, and read back from the lock. Else a word of 6.8. */
  readonly verdict: string;
  readonly doorsLocked?: boolean | undefined;
  /** What stands against the end of the rental. */
  readonly missing?: readonly string[] | undefined;
  readonly rental?: string | undefined;
  readonly odometerMetres?: number | undefined;
  /** Milliseconds since 1970. */
  readonly openedAt?: number | undefined;
  readonly fuelCardPin?: string | undefined;
  /** Signed by the car, already checked: to be kept (12.6). */
  readonly receipt?: Uint8Array | undefined;
}

/**
 * Goes to the car, asks for one action, and leaves.
 * @throws {Fault} `line-unavailable`; `car-silent` and `link-closed`, after which it may have happened; `car-fault`; `other-car`;
 * `car-not-genuine`; `receipt-invalid`; `car-key-missing`
 */
export declare function askCar(car: CarVisit, action: Action): Promise<Answer>;

/** The rental's records, encrypted to the gateway, for `POST /v1/records` (12.7); null: nothing to carry. @throws {Fault} as `askCar` */
export declare function collectRecords(car: CarVisit): Promise<Uint8Array | null>;

/** Checks a kept receipt and reads it. @throws {Fault} `receipt-invalid`, `malformed` */
export declare function readReceipt(signed: Uint8Array, carKey: Uint8Array): Promise<Receipt>;

export interface Receipt {
  readonly car: string;
  readonly reservation: string;
  readonly moment: 'locked' | 'ended';
  readonly openedAt: number;
  readonly at: number;
  readonly openedOdometerMetres: number;
  readonly odometerMetres: number;
  readonly keyInHolder: boolean;
  readonly fuelCardInHolder: boolean;
  readonly missing: readonly string[];
}

/** A way to the car for bytes; one of those below, or one of your own. */
export interface Transport {
  open(events: {
    /** In fragments of any size. */
    data(bytes: Uint8Array): void;
    /** Once; nothing comes after it. */
    closed(reason: string): void;
  }): Promise<{ write(bytes: Uint8Array): void; close(): void }>;
}

/** A car on the bench whose `lines.phones` is `ws://HOST:PORT`. */
export declare function webSocketTransport(url: string): Transport;

/** Serial lines and TCP: a port of Web Serial once it is open, or `Duplex.toWeb(socket)` in Node. */
export declare function streamsTransport(connect: () => Promise<StreamPair>): Transport;

/** What of `ReadableStream` and `WritableStream` is needed. */
export interface StreamPair {
  readonly readable: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(): Promise<unknown>;
    };
  };
  readonly writable: { getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } };
}

/** `BluetoothDevice` of Web Bluetooth, as far as it is needed. */
export interface BluetoothPeer {
  readonly name?: string | undefined;
  readonly gatt?: BluetoothServer | undefined;
  addEventListener(type: 'gattserverdisconnected', listener: () => void): void;
  removeEventListener(type: 'gattserverdisconnected', listener: () => void): void;
}
export interface BluetoothServer {
  connect(): Promise<BluetoothServer>;
  disconnect(): void;
  getPrimaryService(uuid: string): Promise<{
    getCharacteristic(uuid: string): Promise<BluetoothCharacteristic>;
  }>;
}
export interface BluetoothCharacteristic {
  readonly value?: DataView | null | undefined;
  startNotifications(): Promise<unknown>;
  writeValueWithoutResponse(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  addEventListener(type: 'characteristicvaluechanged', listener: () => void): void;
  removeEventListener(type: 'characteristicvaluechanged', listener: () => void): void;
}

/** Lets the owner choose a car nearby (`navigator.bluetooth`, from a click). */
export declare function chooseCar<Peer extends BluetoothPeer>(bluetooth: {
  requestDevice(options: { readonly filters: { services: string[] }[] }): Promise<Peer>;
}): Promise<Peer>;

/** The car's Bluetooth module (Nordic UART service); a write has 20 bytes, or up to 244 where the module takes them. */
export declare function bluetoothTransport(peer: BluetoothPeer, fragment?: number): Transport;

/** What goes wrong: `code` for programs; whether to try again; whether it may have happened all the same. */
export declare class Fault extends Error {
  readonly code: string;
  readonly blame: 'sender' | 'receiver' | 'operator' | 'environment';
  readonly temporary: boolean;
  readonly mayHaveHappened: boolean;
}
