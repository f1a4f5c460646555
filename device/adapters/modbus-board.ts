import type modbusSerial from 'modbus-serial';
import type { Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import { type Board, inputRange, inputsOf } from '../cabin/board.ts';
import type { CabinInputs, RelayCommand } from '../ports.ts';

type Modbus = InstanceType<(typeof modbusSerial)['default']>;

const writeCoil = 5;
/** Boards with timed relays have them here again: the value is then a time in tenths of a second. */
const timedRelays = 0x0200;
const timedUnitMilliseconds = 100;
/** Basic identification (Modbus application protocol 1.1b3 §6.21): vendor, product, revision. */
const basicIdentification = { code: 1, from: 0 } as const;

/** @throws {Error} of the library, where the board does not answer, or refuses. */
export async function readInputs(client: Modbus, board: Board): Promise<CabinInputs> {
  const { from, count } = inputRange(board);
  return inputsOf(board, (await client.readDiscreteInputs(from, count)).data);
}

/** Moves a relay; resolves when it has been let go again, where the unit has to do that. */
export async function moveRelay(
  client: Modbus,
  board: Board,
  timers: Timers,
  command: RelayCommand,
): Promise<void> {
  const { relays, inverted, pulse } = board;
  if (command === 'immobilise' || command === 'release') {
    await write(client, relays.immobiliser, (command === 'immobilise') !== inverted.includes('immobiliser'));
    return;
  }
  const relay = relays[command];
  switch (pulse.by) {
    case 'board':
      return write(client, relay, true);
    case 'board-timed':
      return writeTimed(client, board, relay);
    case 'unit':
      await write(client, relay, true);
      await new Promise<void>((resolve) => void timers.after(milliseconds(pulse.milliseconds), resolve));
      return endPulse(client, relay);
    default:
      return pulse.by satisfies never;
  }
}

/** Its end refused, a pulse has happened and goes on: an error of the connection, for the next one lets go of the relay. */
async function endPulse(client: Modbus, relay: number): Promise<void> {
  try {
    await write(client, relay, false);
  } catch (cause) {
    if (!isException(cause)) throw cause;
    throw new Error(`refuses to end a pulse: ${cause.message}`, { cause });
  }
}

/** Lets go of relays that a pulse may have left on: the unit was cut off, or killed, in the middle of it. */
export async function letGo(client: Modbus, { relays, pulse }: Board): Promise<void> {
  if (pulse.by !== 'unit') return;
  await write(client, relays.lock, false);
  await write(client, relays.unlock, false);
}

/** @throws {Error} where it is not the board that is configured. */
export async function recognise(client: Modbus, { identity }: Board): Promise<void> {
  if (identity === undefined) return;
  const wanted = typeof identity === 'string' ? identity : String(identity.value);
  const said =
    typeof identity === 'string' ? await saidOf(client) : await registerOf(client, identity.register);
  if (said === wanted) return;
  throw new Error(
    `another board answers: ${said === null ? 'it says nothing of itself' : JSON.stringify(said)}`,
  );
}

async function saidOf(client: Modbus): Promise<string | null> {
  const { code, from } = basicIdentification;
  const objects = await client.readDeviceIdentification(code, from).catch(unlessRefused);
  return objects === null ? null : Object.values(objects.data).join(' ').trim();
}

async function registerOf(client: Modbus, register: number): Promise<string | null> {
  const read = await client.readHoldingRegisters(register, 1).catch(unlessRefused);
  return read === null ? null : String(read.data[0]);
}

async function write(client: Modbus, coil: number, state: boolean): Promise<void> {
  const echoed = await client.writeCoil(coil, state);
  if (echoed.address !== coil || echoed.state !== state)
    throw new Error('confirms another relay than was asked');
}

/** Function 5 with a time in the place of on and off, which the library has no name for. */
function writeTimed(client: Modbus, { unit, pulse }: Board, relay: number): Promise<void> {
  const place = timedRelays + relay;
  const time = pulse.milliseconds / timedUnitMilliseconds;
  return new Promise((resolve, reject) => {
    client.writeCustomFC(unit, writeCoil, [place >> 8, place & 0xff, time >> 8, time & 0xff], (error) =>
      error === null || error === undefined ? resolve() : reject(error),
    );
  });
}

/** An exception of the board (Modbus application protocol 1.1b3 §7): it answered, and nothing happened. */
export const isException = (thrown: unknown): thrown is Error =>
  thrown instanceof Error && 'modbusCode' in thrown;

function unlessRefused(thrown: unknown): null {
  if (!isException(thrown)) throw thrown;
  return null;
}
