import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { ObdConfig } from './config.ts';
import type { EcuPayload } from './iso-tp.ts';
import { dataOf, type ObdRequest, supportedPids } from './pids.ts';
import type { Car, Support } from './state.ts';

type UnknownCar = Extract<Car, { kind: 'unknown' }>;

/** Asked first, as soon as the ignition is on. */
export const unknownCar: UnknownCar = {
  kind: 'unknown',
  failures: 0,
  retryAt: milliseconds(0),
  next: { supportFrom: 0x00 },
  support: new Map(),
};

const lastBlock = 0xc0;
const mostDoublings = 3;
/** Failures before a car is taken with the blocks that it did answer. */
const mostFailures = 2;

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

/** A later block stays unanswered: asked anew from the start at first, for a PID missed is missed until the next reset; then what is known must do. */
export function withoutSupport(car: UnknownCar, now: Milliseconds, config: ObdConfig): UnknownCar {
  const contentWithLess = car.support.size > 0 && car.failures >= mostFailures;
  return contentWithLess ? { ...car, next: 'vin' } : startAnew(car, now, config);
}

/** All that could be found out; always the same control unit for a PID, the lowest id, since two may count differently. */
export function knownCar(support: Support): Car {
  const ecuOf = new Map<number, string>();
  for (const [ecu, pids] of [...support].sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const pid of pids) if (!ecuOf.has(pid)) ecuOf.set(pid, ecu);
  }
  return { kind: 'known', ecuOf, odometerFailures: 0 };
}

const anySupports = (support: Support, pid: number): boolean =>
  [...support.values()].some((pids) => pids.has(pid));
