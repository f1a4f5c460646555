import { EventEmitter } from 'node:events';
import modbusSerial from 'modbus-serial';
import { Fault } from '../../protocol/errors.ts';
import type { CabinAddress } from '../../protocol/line-address.ts';
import type { Timers } from '../../protocol/runtime.ts';
import { type Board, usualBoard } from '../cabin/board.ts';
import type { Cabin, CabinInputs, RelayCommand } from '../ports.ts';
import { LineEcho } from './line-echo.ts';
import { isException, letGo, moveRelay, readInputs, recognise } from './modbus-board.ts';
import { soundBinding } from './serial-binding.ts';
import { serialLibrary } from './serial-port.ts';
import { socketReason } from './socket-reason.ts';

const { default: Client } = modbusSerial;
type Modbus = InstanceType<typeof Client>;

/** For a connection, and for each answer. */
const patienceMilliseconds = 1_000;
/** Requests that wait for their turn; at the slowest they are through in half a minute. */
const mostWaiting = 16;

/**
 * The I/O board over Modbus TCP or RTU. A connection that fails is dropped, and made anew by the next request, which first
 * looks whether it is still the same board and lets go of what was left on; the immobiliser is set again as it last was.
 */
export class ModbusCabin implements Cabin {
  readonly #address: CabinAddress;
  readonly #timers: Timers;
  readonly #board: Board;
  /** The last command that it took, which a board that lost its power has forgotten. */
  #immobiliser: 'immobilise' | 'release' | null = null;
  #connection: Connection | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(address: CabinAddress, timers: Timers, board: Board = usualBoard) {
    this.#address = address;
    this.#timers = timers;
    this.#board = board;
  }

  read(): Promise<CabinInputs> {
    return this.#inTurn({ mayHaveHappened: false }, (client) => readInputs(client, this.#board));
  }

  command(command: RelayCommand): Promise<void> {
    return this.#inTurn({ mayHaveHappened: true }, async (client) => {
      await moveRelay(client, this.#board, this.#timers, command);
      if (command === 'immobilise' || command === 'release') this.#immobiliser = command;
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
    forgetUnasked(client);
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
    client.setID(this.#board.unit);
    client.setTimeout(patienceMilliseconds);
    const connection = { client, lost: lossOf(client) };
    this.#connection = connection;
    try {
      await connect(client, this.#address);
      await Promise.race([this.#prepare(client), connection.lost]);
    } catch (cause) {
      await this.#drop();
      throw this.#unreachable(isException(cause) ? `refuses: ${cause.message}` : socketReason(cause), {
        cause,
      });
    }
    return connection;
  }

  /** @throws {Error} where it is another board, or does not answer. */
  async #prepare(client: Modbus): Promise<void> {
    // Whether the line echoes is told by a reading; a relay's answer may be the request again.
    if (this.#address.kind === 'modbus-rtu') await readInputs(client, this.#board);
    await recognise(client, this.#board);
    await letGo(client, this.#board);
    if (this.#immobiliser !== null) await moveRelay(client, this.#board, this.#timers, this.#immobiliser);
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
      const binding = soundBinding(SerialPort.binding, () => new LineEcho());
      const options = { baudRate: address.baud, hupcl: false, binding };
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

/** An answer that came late, or twice, would be taken for the next one, and each from then on for the one after it. */
function forgetUnasked(client: Modbus): void {
  const port: unknown = Reflect.get(client, '_port');
  if (port instanceof EventEmitter && '_buffer' in port) Reflect.set(port, '_buffer', Buffer.alloc(0));
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
