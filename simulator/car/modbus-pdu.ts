import type { SimulatedCar } from './car.ts';
import type { CarEvent, CarTruth } from './truth.ts';

const readCoils = 1;
const readInputs = 2;
const writeCoil = 5;

/** Exception codes (Modbus application protocol 1.1b3 §7). */
const exceptions = { function: 1, address: 2, value: 3 } as const;
type Exception = keyof typeof exceptions;

/**
 * What a car's I/O board answers to a request, be it over TCP or RTU (PDU, Modbus application protocol 1.1b3 §4.1); it
 * ends lock and unlock pulses by itself.
 */
export function answerPdu(car: SimulatedCar, pdu: Uint8Array): Uint8Array {
  const answer = answerTo(car, pdu);
  return Uint8Array.from(typeof answer === 'string' ? [(pdu[0] ?? 0) | 0x80, exceptions[answer]] : answer);
}

function answerTo(car: SimulatedCar, pdu: Uint8Array): readonly number[] | Exception {
  switch (pdu[0]) {
    case readCoils:
      return bits(pdu, coilsOf(car.now()));
    case readInputs:
      return bits(pdu, inputsOf(car.now()));
    case writeCoil:
      return written(car, pdu);
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

function written(car: SimulatedCar, pdu: Uint8Array): readonly number[] | Exception {
  const coil = uint16(pdu, 1);
  const value = uint16(pdu, 3);
  if (pdu.length !== 5 || (value !== 0xff00 && value !== 0)) return 'value';
  if (coil >= coilsOf(car.now()).length) return 'address';
  const event = eventOf(coil, value !== 0);
  if (event !== null) car.happen(event);
  return Array.from(pdu);
}

/** Discrete inputs 0 to 4. */
const inputsOf = (car: CarTruth): readonly boolean[] => [
  car.ignitionOn,
  car.doorsClosed,
  car.doorsLocked,
  car.keyInHolder,
  car.fuelCardInHolder,
];

/** Coils 0 to 2: lock and unlock are pulses, over before anyone reads them. */
const coilsOf = (car: CarTruth): readonly boolean[] => [false, false, car.immobilised];

function eventOf(coil: number, on: boolean): CarEvent | null {
  if (coil === 2) return { kind: 'immobiliser-set', immobilised: on };
  return on ? { kind: 'locked', locked: coil === 0 } : null;
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
