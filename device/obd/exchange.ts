import type { Milliseconds } from '../../protocol/units.ts';
import type { AdapterError, Answer } from './answer.ts';
import { counted } from './candidates.ts';
import type { ObdConfig } from './config.ts';
import { probedAt, startAnew, withoutSense, withoutSupport, withProfile, withSupport } from './discovery.ts';
import type { EcuPayload } from './iso-tp.ts';
import { adapterMillivolts, commandOf, dataOf, type ObdRequest, type Quantity, vinOf } from './pids.ts';
import { profileFor } from './profile.ts';
import type { Ask, Car, ObdReading, QuantityAsk, Unavailable, UnavailableReason } from './state.ts';
import { isUnnamedOdometer, withOdometerOf } from './unnamed-odometer.ts';
import { unnamedEcu } from './without-headers.ts';

/** What an answer has brought. */
export interface Outcome {
  readonly car: Car;
  readonly reading?: ObdReading;
  readonly unavailable?: Unavailable;
}

/** What is asked of the control units or of the adapter, but for how they are reached. */
export type Question = Exclude<Ask, { kind: 'protocol' | 'addressing' }>;

/** When and how an answer came. */
export interface Exchange {
  readonly now: Milliseconds;
  readonly config: ObdConfig;
  readonly engineRuns: boolean | undefined;
}

type Unknown = Extract<Car, { kind: 'unknown' }>;

/** The command that asks for something. */
export function commandFor(ask: Ask): string {
  switch (ask.kind) {
    case 'support':
    case 'vin':
    case 'probe':
    case 'quantity':
      return commandOf(ask.request);
    case 'adapter-voltage':
      return 'ATRV';
    case 'protocol':
      return `ATSP${ask.number}`;
    case 'addressing':
      return ask.command;
    default:
      return ask satisfies never;
  }
}

/** What an answer would tell. */
export function subjectOf(ask: Ask): Unavailable['what'] {
  switch (ask.kind) {
    case 'quantity':
      return ask.task;
    case 'adapter-voltage':
      return 'voltage';
    case 'support':
    case 'vin':
    case 'probe':
      return ask.kind;
    case 'protocol':
    case 'addressing':
      return 'adapter';
    default:
      return ask satisfies never;
  }
}

/** Longest wait for its prompt: the first request may search through all protocols. */
export const timeoutFor = (ask: Ask, config: ObdConfig): number =>
  ask.kind === 'support' && ask.from === 0x00 ? config.searchTimeoutMs : config.replyTimeoutMs;

/** Whether an answer is to `ask`, to the service, PID and length of its request, or says why there is none. */
export function isAnswerTo(ask: Question, answer: Answer): boolean {
  if (answer.kind === 'error') return true;
  if (ask.kind === 'adapter-voltage') return answer.kind === 'text' && isVoltage(answer.lines);
  return payloadsOf(answer).some(
    (payload) =>
      isNegative(ask.request, payload) ||
      ((ask.kind !== 'quantity' || isBelieved(ask, payload)) &&
        dataOf(ask.request, payload.bytes) !== undefined),
  );
}

const isVoltage = (lines: readonly string[]): boolean => adapterMillivolts(lines) !== undefined;

/** The control unit says that it does not know the request (7F and the service). */
const isNegative = ({ service }: ObdRequest, { bytes }: EcuPayload): boolean =>
  bytes[0] === 0x7f && bytes[1] === service;

/** Takes the answer to `ask`. */
export function take(car: Car, ask: Question, answer: Answer, exchange: Exchange): Outcome {
  const outcome = taken(car, ask, answer, exchange);
  return nothingToAsk(outcome.car)
    ? { ...outcome, car: startAnew(car, exchange.now, exchange.config) }
    : outcome;
}

/** Nobody has said anything yet: better looked for again than polled. */
const nothingToAsk = (car: Car): boolean =>
  car.kind === 'known' && car.ecuOf.size === 0 && car.profile === undefined;

function taken(car: Car, ask: Question, answer: Answer, exchange: Exchange): Outcome {
  if (ask.kind === 'adapter-voltage') return takeVoltage(car, answer, exchange.now);
  if (ask.kind === 'quantity') return takeQuantity(car, ask, answer, exchange);
  if (car.kind === 'known') return { car };
  switch (ask.kind) {
    case 'support':
      return takeSupport(car, ask, answer, exchange);
    case 'vin':
      return takeVin(car, ask, answer, exchange);
    case 'probe':
      return { car: probedAt(car, ask.at, ask.request, payloadsOf(answer)) };
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
  car: Unknown,
  ask: Extract<Ask, { kind: 'support' }>,
  answer: Answer,
  { now, config }: Exchange,
): Outcome {
  const found = withSupport(car, ask.from, ask.request, payloadsOf(answer));
  if (found !== undefined) return { car: found };
  const unavailable: Unavailable = { what: 'support', reason: reasonOf(answer) };
  if (answer.kind === 'payloads') return { car: withoutSense(car, now, config), unavailable };
  const reached = answer.kind !== 'error' || answer.error === 'no-data';
  return { car: withoutSupport(car, reached, now, config), unavailable };
}

function takeVin(
  car: Unknown,
  ask: Extract<Ask, { kind: 'vin' }>,
  answer: Answer,
  { now: at, config: { profile, profiles } }: Exchange,
): Outcome {
  for (const { ecu, bytes } of payloadsOf(answer)) {
    const data = dataOf(ask.request, bytes);
    const vin = data === undefined ? undefined : vinOf(data);
    if (vin === undefined) continue;
    const reading: ObdReading = { kind: 'vin', vin, ecu, at };
    return { car: withProfile(car, profile ?? profileFor(profiles, vin)), reading };
  }
  return { car: withProfile(car, profile), unavailable: { what: 'vin', reason: reasonOf(answer) } };
}

function takeQuantity(car: Car, ask: QuantityAsk, answer: Answer, exchange: Exchange): Outcome {
  const { now: at, config } = exchange;
  const told = quantityIn(ask, answer);
  const after = car.kind === 'known' ? afterAnswer(car, ask, told?.ecu, exchange) : car;
  // What was decoded just now is nobody else's; a spread of so many shapes would take many times as long.
  if (told !== undefined) return { car: after, reading: Object.assign(told.quantity, { ecu: told.ecu, at }) };
  const lost = answer.kind === 'error' && lostContact.includes(answer.error);
  return {
    car: lost ? startAnew(car, at, config) : after,
    unavailable: { what: isUnnamedOdometer(ask) ? 'probe' : ask.task, reason: reasonOf(answer) },
  };
}

function afterAnswer(
  car: Extract<Car, { kind: 'known' }>,
  ask: QuantityAsk,
  ecu: string | undefined,
  { now, engineRuns }: Exchange,
): Car {
  if (!isUnnamedOdometer(ask)) return counted(car, ask, ecu !== undefined, now, engineRuns);
  return ecu === undefined ? car : withOdometerOf(car, ecu);
}

/**
 * The first answer of the control unit that is believed whose service, PID, length and value can be; where any is, that of
 * the lowest id, since two may count differently. Where an adapter shows no headers, the one that a profile asks by itself
 * has answered: nobody else heard the request.
 */
function quantityIn(
  ask: QuantityAsk,
  answer: Answer,
): { readonly quantity: Quantity; readonly ecu: string } | undefined {
  const { request, ecu } = ask;
  const payloads = payloadsOf(answer);
  for (const payload of ecu === undefined && payloads.length > 1 ? byId(payloads) : payloads) {
    if (!isBelieved(ask, payload)) continue;
    const data = dataOf(request, payload.bytes);
    const quantity = data === undefined ? undefined : request.decode(data);
    if (quantity !== undefined) return { quantity, ecu: payload.ecu };
  }
  return undefined;
}

const isBelieved = ({ ecu, address }: QuantityAsk, payload: EcuPayload): boolean =>
  ecu === undefined || payload.ecu === ecu || (payload.ecu === unnamedEcu && address.to !== undefined);

/** After these the adapter has to find the control units again; of errors on the bus it takes several. */
const lostContact: readonly AdapterError[] = ['unable-to-connect', 'bus-init-error'];

const payloadsOf = (answer: Answer): readonly EcuPayload[] =>
  answer.kind === 'payloads' ? answer.payloads : [];

const byId = (payloads: readonly EcuPayload[]): readonly EcuPayload[] =>
  [...payloads].sort((a, b) => (a.ecu < b.ecu ? -1 : a.ecu > b.ecu ? 1 : 0));

const reasonOf = (answer: Answer): UnavailableReason =>
  answer.kind === 'error' ? answer.error : 'invalid-answer';
