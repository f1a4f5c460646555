import type { Line } from '../../device/ports.ts';
import { concat } from '../../protocol/codec/bytes.ts';
import type { SimulatedCar } from './car.ts';
import type { CarEvent, CarTruth } from './truth.ts';

/** Transaction, protocol and length, before the unit (Modbus messaging on TCP/IP 1.0b §3.1.3). */
const headerBytes = 6;
/** Unit and PDU (§3.1.3): what claims to be longer is no Modbus. */
const mostUnitBytes = 254;

const readCoils = 1;
const readInputs = 2;
const writeCoil = 5;

/** Exception codes (Modbus application protocol 1.1b3 §7). */
const exceptions = { function: 1, address: 2, value: 3 } as const;
type Exception = keyof typeof exceptions;

/** A car's I/O board, byte by byte as Modbus TCP carries it; it ends lock and unlock pulses by itself. */
export function createModbusBoard(car: SimulatedCar): Line {
  return {
    async open(events) {
      let buffered: Uint8Array = new Uint8Array();
      let open = true;
      const close = (): void => {
        open = false;
      };
      return {
        write(bytes) {
          if (!open) return;
          const { messages, rest } = split(concat(buffered, bytes));
          buffered = rest;
          for (const message of messages) events.data(answered(car, message));
          if (lengthOf(rest) <= mostUnitBytes) return;
          close();
          events.closed('not Modbus TCP');
        },
        close,
      };
    },
  };
}

/** What the length field says; 0 before it is there. */
const lengthOf = (bytes: Uint8Array): number => uint16(bytes, 4);

function split(bytes: Uint8Array): { readonly messages: readonly Uint8Array[]; readonly rest: Uint8Array } {
  const messages: Uint8Array[] = [];
  let rest = bytes;
  while (rest.length > headerBytes && lengthOf(rest) <= mostUnitBytes) {
    const end = headerBytes + lengthOf(rest);
    if (rest.length < end) break;
    messages.push(rest.subarray(0, end));
    rest = rest.slice(end);
  }
  return { messages, rest };
}

function answered(car: SimulatedCar, message: Uint8Array): Uint8Array {
  const pdu = message.subarray(headerBytes + 1);
  const answer = answerTo(car, pdu);
  const bytes = typeof answer === 'string' ? [(pdu[0] ?? 0) | 0x80, exceptions[answer]] : answer;
  const head = message.slice(0, headerBytes + 1);
  head.set([0, 1 + bytes.length], 4);
  return concat(head, Uint8Array.from(bytes));
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
