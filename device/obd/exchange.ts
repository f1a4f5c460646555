import type { Milliseconds } from '../../protocol/units.ts';
import type { AdapterError, Answer } from './answer.ts';
import type { ObdConfig } from './config.ts';
import { knownCar, startAnew, withoutSupport, withSupport } from './discovery.ts';
import type { EcuPayload } from './iso-tp.ts';
import { adapterMillivolts, commandOf, dataOf, quantityRequests, vinOf } from './pids.ts';
import type { Ask, Car, ObdReading, Task, Unavailable, UnavailableReason } from './state.ts';

/** What an answer has brought. */
export interface Outcome {
  readonly car: Car;
  readonly reading?: ObdReading;
  readonly unavailable?: Unavailable;
}

/** The command that asks for something. */
export function commandFor(ask: Ask): string {
  switch (ask.kind) {
    case 'support':
    case 'vin':
      return commandOf(ask.request);
    case 'quantity':
      return commandOf(quantityRequests[ask.quantity]);
    case 'adapter-voltage':
      return 'ATRV';
    default:
      return ask satisfies never;
  }
}

/** What an answer would tell. */
export function subjectOf(ask: Ask): Task | 'support' | 'vin' {
  switch (ask.kind) {
    case 'quantity':
      return ask.task;
    case 'adapter-voltage':
      return 'voltage';
    case 'support':
    case 'vin':
      return ask.kind;
    default:
      return ask satisfies never;
  }
}

/** Longest wait for its prompt: the first request may search through all protocols. */
export const timeoutFor = (ask: Ask, config: ObdConfig): number =>
  ask.kind === 'support' && ask.from === 0x00 ? config.searchTimeoutMs : config.replyTimeoutMs;

/** Takes the answer to `ask`. */
export function take(car: Car, ask: Ask, answer: Answer, now: Milliseconds, config: ObdConfig): Outcome {
  switch (ask.kind) {
    case 'adapter-voltage':
      return takeVoltage(car, answer, now);
    case 'support':
      return takeSupport(car, ask, answer, now, config);
    case 'vin':
      return takeVin(car, ask, answer, now);
    case 'quantity':
      return takeQuantity(car, ask, answer, now, config);
    default:
      return ask satisfies never;
  }
}

function takeVoltage(car: Car, answer: Answer, at: Milliseconds): Outcome {
  const millivolts = answer.kind === 'text' ? adapterMillivolts(answer.lines) : undefined;
  if (millivolts === undefined) return { car, unavailable: { what: 'voltage', reason: reasonOf(answer) } };
  return { car, reading: { kind: 'voltage', millivolts, ecu: 'adapter', at } };
}

function takeSupport(
  car: Car,
  ask: Extract<Ask, { kind: 'support' }>,
  answer: Answer,
  now: Milliseconds,
  config: ObdConfig,
): Outcome {
  if (car.kind === 'known') return { car };
  const found = withSupport(car, ask.from, ask.request, payloadsOf(answer));
  if (found !== undefined) return { car: found };
  const unavailable: Unavailable = { what: 'support', reason: reasonOf(answer) };
  return { car: withoutSupport(car, now, config), unavailable };
}

function takeVin(car: Car, ask: Extract<Ask, { kind: 'vin' }>, answer: Answer, at: Milliseconds): Outcome {
  if (car.kind === 'known') return { car };
  const known = knownCar(car.support);
  for (const { ecu, bytes } of payloadsOf(answer)) {
    const data = dataOf(ask.request, bytes);
    const vin = data === undefined ? undefined : vinOf(data);
    if (vin !== undefined) return { car: known, reading: { kind: 'vin', vin, ecu, at } };
  }
  return { car: known, unavailable: { what: 'vin', reason: reasonOf(answer) } };
}

function takeQuantity(
  car: Car,
  ask: Extract<Ask, { kind: 'quantity' }>,
  answer: Answer,
  at: Milliseconds,
  config: ObdConfig,
): Outcome {
  const { ecu } = ask;
  const request = quantityRequests[ask.quantity];
  for (const payload of payloadsOf(answer)) {
    const data = payload.ecu === ecu ? dataOf(request, payload.bytes) : undefined;
    if (data !== undefined) {
      return { car: counted(car, ask, 'answered'), reading: { ...request.decode(data), ecu, at } };
    }
  }
  const reason = reasonOf(answer);
  const lost = answer.kind === 'error' && lostContact.includes(answer.error);
  return {
    car: lost ? startAnew(car, at, config) : counted(car, ask, 'failed'),
    unavailable: { what: ask.task, reason },
  };
}

/** After these the adapter has to find the control units again. */
const lostContact: readonly AdapterError[] = ['unable-to-connect', 'bus-error', 'bus-init-error'];

function counted(car: Car, ask: Extract<Ask, { kind: 'quantity' }>, result: 'answered' | 'failed'): Car {
  if (car.kind !== 'known' || ask.quantity !== 'odometer') return car;
  const odometerFailures = result === 'answered' ? 0 : car.odometerFailures + 1;
  return odometerFailures === car.odometerFailures ? car : { ...car, odometerFailures };
}

const payloadsOf = (answer: Answer): readonly EcuPayload[] =>
  answer.kind === 'payloads' ? answer.payloads : [];

const reasonOf = (answer: Answer): UnavailableReason =>
  answer.kind === 'error' ? answer.error : 'invalid-answer';
