import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { ObdConfig } from './config.ts';
import type { EcuPayload } from './iso-tp.ts';
import { dataOf, type ObdRequest, supportedPids } from './pids.ts';
import { nextProbe } from './probe.ts';
import type { VehicleProfile } from './profile.ts';
import type { Car, Support } from './state.ts';

type UnknownCar = Extract<Car, { kind: 'unknown' }>;

/** Asked first, as soon as the ignition is on. */
export const unknownCar: UnknownCar = {
  kind: 'unknown',
  failures: 0,
  retryAt: milliseconds(0),
  next: { supportFrom: 0x00 },
  support: new Map(),
  profile: undefined,
};

const lastBlock = 0xc0;
const mostDoublings = 3;
/** Failures before a car is taken with the blocks that it did answer, or asked without any. */
const mostFailures = 2;
/** Failures before protocols are tried one by one: the search of some clones finds nothing. */
const patientFailures = 4;
/** CAN with 11 and 29 bits at 500 and 250 kbit/s, then the older ones, by their numbers in ATSP. */
const protocols = ['6', '7', '8', '9', '5', '4', '3', '2', '1'] as const;

/** The protocol to be forced after so many failures; undefined for the adapter's own search, which has every other turn. */
export function protocolOf(failures: number): string | undefined {
  const turn = failures - patientFailures;
  return turn < 0 || turn % 2 === 1 ? undefined : protocols[(turn / 2) % protocols.length];
}

/** Control units do not answer (any more): everything is asked anew after a while. */
export function startAnew(car: Car, now: Milliseconds, config: ObdConfig): UnknownCar {
  const failures = car.kind === 'unknown' ? car.failures : 0;
  const delay = config.discoveryRetryMs * 2 ** Math.min(failures, mostDoublings);
  return { ...unknownCar, failures: failures + 1, retryAt: milliseconds(now + delay) };
}

/** Takes the answers to one block of supported PIDs, whose last PID says whether there is another; nothing where there is no answer. */
export function withSupport(
  car: UnknownCar,
  from: number,
  request: ObdRequest,
  payloads: readonly EcuPayload[],
): UnknownCar | undefined {
  const answers = payloads.flatMap(({ ecu, bytes }) => {
    const data = dataOf(request, bytes);
    return data === undefined ? [] : [{ ecu, pids: supportedPids(from, data) }];
  });
  if (answers.length === 0) return undefined;
  const support = new Map(car.support);
  for (const { ecu, pids } of answers) support.set(ecu, new Set([...(support.get(ecu) ?? []), ...pids]));
  const nextFrom = from + 0x20;
  const more = nextFrom <= lastBlock && anySupports(support, nextFrom);
  return { ...car, support, next: more ? { supportFrom: nextFrom } : 'vin' };
}

/**
 * A block stays unanswered: asked anew from the start at first, for a PID missed is missed until the next reset; then what
 * is known must do. `reached`: the adapter says that it is connected, though nobody answered.
 */
export function withoutSupport(
  car: UnknownCar,
  reached: boolean,
  now: Milliseconds,
  config: ObdConfig,
): UnknownCar {
  const contentWithLess = (car.support.size > 0 || reached) && car.failures >= mostFailures;
  return contentWithLess ? { ...car, next: 'vin' } : startAnew(car, now, config);
}

/**
 * An answer to a block that is too long or too short, as of an adapter that searches and shows no headers meanwhile, but
 * the sum that belongs to them: the protocol is named to it next.
 */
export const withoutSense = (car: UnknownCar, now: Milliseconds, config: ObdConfig): UnknownCar =>
  car.failures >= patientFailures
    ? startAnew(car, now, config)
    : {
        ...unknownCar,
        failures: patientFailures,
        retryAt: milliseconds(now + config.discoveryRetryMs),
      };

/** The car once its VIN is known, or is not told. */
export const withProfile = (car: UnknownCar, profile: VehicleProfile | undefined): Car =>
  probing({ ...car, profile }, 0);

/** Takes the answers to a probe. */
export function probedAt(
  car: UnknownCar,
  at: number,
  request: ObdRequest,
  payloads: readonly EcuPayload[],
): Car {
  const [ecu] = payloads
    .filter(({ bytes }) => dataOf(request, bytes) !== undefined)
    .map((payload) => payload.ecu)
    .sort();
  if (ecu === undefined) return probing(car, at + 1);
  const support = new Map(car.support).set(ecu, new Set([...(car.support.get(ecu) ?? []), request.pid]));
  return probing({ ...car, support }, at + 1);
}

function probing(car: UnknownCar, from: number): Car {
  const probe = nextProbe(car.support, from);
  return probe === undefined ? knownCar(car) : { ...car, next: { probe } };
}

/** All that could be found out; always the same control unit for a PID, the lowest id, since two may count differently. */
function knownCar({ support, profile }: UnknownCar): Car {
  const ecuOf = new Map<number, string>();
  for (const [ecu, pids] of [...support].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const pid of pids) if (!ecuOf.has(pid)) ecuOf.set(pid, ecu);
  }
  return { kind: 'known', ecuOf, profile, failures: new Map() };
}

const anySupports = (support: Support, pid: number): boolean =>
  [...support.values()].some((pids) => pids.has(pid));
