import { EventEmitter } from 'node:events';
import modbusSerial from 'modbus-serial';
import { Fault } from '../../protocol/errors.ts';
import type { CabinAddress } from '../../protocol/line-address.ts';
import type { Cabin, CabinInputs, RelayCommand } from '../ports.ts';
import { soundBinding } from './serial-binding.ts';
import { serialLibrary } from './serial-port.ts';
import { socketReason } from './socket-reason.ts';

const { default: Client } = modbusSerial;
type Modbus = InstanceType<typeof Client>;

/** Outputs of the board. It ends the pulses of 0 and 1 by itself, so that no crash here leaves a relay closed. */
const coils = { lock: 0, unlock: 1, immobiliser: 2 } as const;
/** Discrete inputs 0 to 4, in the order of `inputsOf`. */
const inputCount = 5;

const unitId = 1;
/** For a connection, and for each answer. */
const patienceMilliseconds = 1_000;
/** Requests that wait for their turn; at the slowest they are through in half a minute. */
const mostWaiting = 16;

/** The I/O board over Modbus TCP or RTU. A connection that fails is dropped, and made anew by the next request. */
export class ModbusCabin implements Cabin {
  readonly #address: CabinAddress;
  #connection: Connection | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(address: CabinAddress) {
    this.#address = address;
  }

  read(): Promise<CabinInputs> {
    return this.#inTurn({ mayHaveHappened: false }, async (client) =>
      inputsOf((await client.readDiscreteInputs(0, inputCount)).data),
    );
  }

  command(command: RelayCommand): Promise<void> {
    const { coil, state } = outputOf(command);
    return this.#inTurn({ mayHaveHappened: true }, async (client) => {
      await client.writeCoil(coil, state);
    });
  }

  /** Lets go of the board once the requests that wait are through. */
  async close(): Promise<void> {
    await this.#last;
    await this.#drop();
  }

  #inTurn<Result>(
    details: { readonly mayHaveHappened: boolean },
    ask: (client: Modbus) => Promise<Result>,
  ): Promise<Result> {
    if (this.#waiting >= mostWaiting) {
      return Promise.reject(this.#unreachable(`${mostWaiting} requests wait already`));
    }
    this.#waiting += 1;
    const turn = this.#last.then(async () => {
      this.#waiting -= 1;
      return this.#request(await this.#connected(), details, ask);
    });
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #request<Result>(
    { client, lost }: Connection,
    { mayHaveHappened }: { readonly mayHaveHappened: boolean },
    ask: (client: Modbus) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await Promise.race([ask(client), lost]);
    } catch (cause) {
      if (isException(cause)) throw this.#unreachable(`refuses: ${cause.message}`, { cause });
      await this.#drop();
      throw this.#unreachable(socketReason(cause), { cause, mayHaveHappened });
    }
  }

  async #connected(): Promise<Connection> {
    if (this.#connection?.client.isOpen) return this.#connection;
    await this.#drop();
    const client = new Client();
    client.setID(unitId);
    client.setTimeout(patienceMilliseconds);
    const connection = { client, lost: lossOf(client) };
    this.#connection = connection;
    try {
      await connect(client, this.#address);
    } catch (cause) {
      await this.#drop();
      throw this.#unreachable(socketReason(cause), { cause });
    }
    return connection;
  }

  async #drop(): Promise<void> {
    const client = this.#connection?.client;
    this.#connection = null;
    if (client === undefined) return;
    client.destroy(() => {});
    // Over TCP that was all; a serial device can be opened again only once it is closed.
    if (this.#address.kind === 'modbus-rtu' && client.isOpen) await new Promise((done) => client.close(done));
  }

  #unreachable(reason: string, { cause, mayHaveHappened = false }: Circumstances = {}): Fault {
    return new Fault(
      { code: 'cabin-unreachable', blame: 'environment', temporary: true, mayHaveHappened },
      `I/O board at ${placeOf(this.#address)}: ${reason}`,
      { cause },
    );
  }
}

async function connect(client: Modbus, address: CabinAddress): Promise<void> {
  switch (address.kind) {
    case 'modbus-tcp':
      return client.connectTCP(address.host, { port: address.port });
    case 'modbus-rtu': {
      const { SerialPort } = await serialLibrary();
      const options = { baudRate: address.baud, hupcl: false, binding: soundBinding(SerialPort.binding) };
      const opened = client.connectRTUBuffered(address.path, options);
      outlive(client);
      return opened;
    }
    default:
      return address satisfies never;
  }
}

/** A write that closing cuts short fails after the client has stopped listening to its port, and would end the process. */
function outlive(client: Modbus): void {
  const port: unknown = Reflect.get(client, '_port');
  if (port instanceof EventEmitter) port.on('error', () => {});
}

const placeOf = (address: CabinAddress): string =>
  address.kind === 'modbus-tcp' ? `${address.host}:${address.port}` : address.path;

interface Connection {
  readonly client: Modbus;
  /** Rejects when the connection is lost: the library only waits for its time-out then. */
  readonly lost: Promise<never>;
}

function lossOf(client: Modbus): Promise<never> {
  const lost = new Promise<never>((_, reject) => {
    client.on('close', () => reject(new Error('the connection was closed')));
    client.on('error', reject);
  });
  lost.catch(() => {});
  return lost;
}

interface Circumstances {
  readonly cause?: unknown;
  readonly mayHaveHappened?: boolean;
}

/** An exception of the board (Modbus application protocol 1.1b3 §7): it answered, and nothing happened. */
const isException = (thrown: unknown): thrown is Error => thrown instanceof Error && 'modbusCode' in thrown;

function inputsOf([ignitionOn, doorsClosed, doorsLocked, keyInHolder, fuelCardInHolder]: readonly boolean[]) {
  return {
    ignitionOn: ignitionOn === true,
    doorsClosed: doorsClosed === true,
    doorsLocked: doorsLocked === true,
    keyInHolder: keyInHolder === true,
    fuelCardInHolder: fuelCardInHolder === true,
  };
}

function outputOf(command: RelayCommand): { readonly coil: number; readonly state: boolean } {
  switch (command) {
    case 'lock':
      return { coil: coils.lock, state: true };
    case 'unlock':
      return { coil: coils.unlock, state: true };
    case 'immobilise':
      return { coil: coils.immobiliser, state: true };
    case 'release':
      return { coil: coils.immobiliser, state: false };
    default:
      return command satisfies never;
  }
}
