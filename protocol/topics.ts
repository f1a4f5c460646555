import { type CarId, carId } from './ids.ts';

/** Topics of one car (clause 2.2): the first four are written by the car, the others by the gateway. */
export const carTopics = ['records', 'samples', 'losses', 'status', 'receipts', 'commands', 'lists'] as const;
export type CarTopic = (typeof carTopics)[number];

const writtenByCar: ReadonlySet<CarTopic> = new Set<CarTopic>(['records', 'samples', 'losses', 'status']);
const prefix = 'ritmeter/1/cars/';

/** `ritmeter/1/cars/CAR/NAME`; the 1 is the major version of the protocol (clause 10.1). */
export const topicOf = (car: CarId, name: CarTopic): string => `${prefix}${car}/${name}`;

/** All that any car says or is told; what an observer subscribes to. */
export const everything = 'ritmeter/1/#';

/** What all cars write; what a gateway subscribes to on an outside broker. */
export const uplinkFilters: readonly string[] = [...writtenByCar].map((name) => `${prefix}+/${name}`);

/** Null for what is no topic of a car. */
export function parseTopic(topic: string): { readonly car: CarId; readonly name: CarTopic } | null {
  const match = /^ritmeter\/1\/cars\/([a-z0-9-]{1,8})\/([a-z]+)$/.exec(topic);
  const name = carTopics.find((known) => known === match?.[2]);
  return match?.[1] === undefined || name === undefined ? null : { car: carId(match[1]), name };
}

/** A car writes to its own four topics and to nothing else (clause 2.4). */
export function carMayPublish(car: CarId, topic: string): boolean {
  const parsed = parseTopic(topic);
  return parsed !== null && parsed.car === car && writtenByCar.has(parsed.name);
}

/** A car reads the topics that the gateway writes for it (clause 2.4). */
export function carMaySubscribe(car: CarId, filter: string): boolean {
  const parsed = parseTopic(filter);
  return parsed !== null && parsed.car === car && !writtenByCar.has(parsed.name);
}
