import type { RelayBoard } from './relay-board.ts';
import type { CarTruth } from './truth.ts';

const readCoils = 1;
const readInputs = 2;
const writeCoil = 5;
/** Lock and unlock are here again: the value is then how long a pulse lasts, in tenths of a second. */
const timedRelays = 0x0200;
const timedUnitMilliseconds = 100;
const lockCoils = ['lock', 'unlock'] as const;
const immobiliserCoil = 2;

/** Exception codes (Modbus application protocol 1.1b3 §7). */
const exceptions = { function: 1, address: 2, value: 3, busy: 6 } as const;
type Exception = keyof typeof exceptions;

/** What a car's I/O board answers to a request, be it over TCP or RTU (PDU, Modbus application protocol 1.1b3 §4.1). */
export function answerPdu(board: RelayBoard, pdu: Uint8Array): Uint8Array {
  const answer = answerTo(board, pdu);
  return Uint8Array.from(typeof answer === 'string' ? [(pdu[0] ?? 0) | 0x80, exceptions[answer]] : answer);
}

function answerTo(board: RelayBoard, pdu: Uint8Array): readonly number[] | Exception {
  switch (pdu[0]) {
    case readCoils:
      return bits(pdu, coilsOf(board));
    case readInputs:
      return bits(pdu, inputsOf(board.car.now()));
    case writeCoil:
      return written(board, pdu);
    default:
      return 'function';
  }
}

function bits(pdu: Uint8Array, states: readonly boolean[]): readonly number[] | Exception {
  const from = uint16(pdu, 1);
  const count = uint16(pdu, 3);
  if (pdu.length !== 5 || count === 0) return 'value';
  if (from + count > states.length) return 'address';
  const packed = states.slice(from, from + count).reduce((sum, on, place) => sum + (on ? 1 << place : 0), 0);
  return [pdu[0] ?? 0, 1, packed];
}

function written(board: RelayBoard, pdu: Uint8Array): readonly number[] | Exception {
  const coil = uint16(pdu, 1);
  const value = uint16(pdu, 3);
  const timed = lockCoils[coil - timedRelays];
  if (pdu.length !== 5) return 'value';
  if (timed === undefined && value !== 0xff00 && value !== 0) return 'value';
  if (timed === undefined && coil > immobiliserCoil) return 'address';
  if (value === 0 && coil !== immobiliserCoil && board.refusesToLetGo) return 'busy';
  if (timed !== undefined) pulse(board, timed, value * timedUnitMilliseconds);
  else set(board, coil, value !== 0);
  return Array.from(pdu);
}

function pulse({ relays }: RelayBoard, relay: 'lock' | 'unlock', milliseconds: number): void {
  if (milliseconds > 0) relays.switchOn(relay, milliseconds);
  else relays.switchOff(relay);
}

function set({ car, relays, pulseMilliseconds }: RelayBoard, coil: number, on: boolean): void {
  const relay = lockCoils[coil];
  if (relay === undefined) car.happen({ kind: 'immobiliser-set', immobilised: on });
  else if (on) relays.switchOn(relay, pulseMilliseconds);
  else relays.switchOff(relay);
}

/** Discrete inputs 0 to 4. */
const inputsOf = (car: CarTruth): readonly boolean[] => [
  car.ignitionOn,
  car.doorsClosed,
  car.doorsLocked,
  car.keyInHolder,
  car.fuelCardInHolder,
];

/** Coils 0 to 2: lock and unlock are on as long as a pulse lasts. */
const coilsOf = ({ car, relays }: RelayBoard): readonly boolean[] => [
  ...lockCoils.map((relay) => relays.isOn(relay)),
  car.now().immobilised,
];

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
