import type { CarId } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import type { ArrivedMessage, Outcome, UplinkTopic } from '../ingest/message.ts';

/** A group of messages as one block of bytes and a few numbers: between threads, objects cost more than what they say. */
export interface PackedMessages {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly receivedAt: Float64Array<ArrayBuffer>;
  /** Each car once. */
  readonly cars: readonly CarId[];
  /** For each message, its place among `cars` and the number of its topic. */
  readonly carPlaces: Uint32Array<ArrayBuffer>;
  readonly topics: Uint8Array<ArrayBuffer>;
}

const topicNumbers = ['records', 'samples', 'losses', 'status'] as const satisfies readonly UplinkTopic[];
const outcomeLetters = { stored: 's', dropped: 'd', rejected: 'r', beyond: 'b', failed: 'f' } as const;
const outcomeOf = new Map<string, Outcome>(
  (['stored', 'dropped', 'rejected', 'beyond', 'failed'] as const).map((outcome) => [
    outcomeLetters[outcome],
    outcome,
  ]),
);

/** Copies the payloads; the result may be handed over with `buffersOf`. */
export function packMessages(messages: readonly ArrivedMessage[]): PackedMessages {
  let size = 0;
  for (const { payload } of messages) size += payload.length;
  const places = new Map<CarId, number>();
  const packed = {
    bytes: new Uint8Array(size),
    lengths: new Uint32Array(messages.length),
    receivedAt: new Float64Array(messages.length),
    carPlaces: new Uint32Array(messages.length),
    topics: new Uint8Array(messages.length),
  };
  let offset = 0;
  for (const [at, { car, topic, payload, receivedAt }] of messages.entries()) {
    packed.bytes.set(payload, offset);
    offset += payload.length;
    packed.lengths[at] = payload.length;
    packed.receivedAt[at] = receivedAt;
    packed.topics[at] = topicNumbers.indexOf(topic);
    const place = places.get(car) ?? places.size;
    places.set(car, place);
    packed.carPlaces[at] = place;
  }
  return { ...packed, cars: [...places.keys()] };
}

/** What need not be copied on the way to another thread. */
export const buffersOf = ({
  bytes,
  lengths,
  receivedAt,
  carPlaces,
  topics,
}: PackedMessages): ArrayBuffer[] => [
  bytes.buffer,
  lengths.buffer,
  receivedAt.buffer,
  carPlaces.buffer,
  topics.buffer,
];

/** The payloads are parts of one block. */
export function unpackMessages(packed: PackedMessages): ArrivedMessage[] {
  const { bytes, lengths, receivedAt, cars, carPlaces, topics } = packed;
  const messages: ArrivedMessage[] = [];
  let offset = 0;
  for (const [at, length] of lengths.entries()) {
    const car = cars[carPlaces[at] ?? 0];
    const topic = topicNumbers[topics[at] ?? 0];
    if (car === undefined || topic === undefined) throw new RangeError(`message ${at} has no car or topic`);
    const payload = bytes.subarray(offset, offset + length);
    messages.push({ car, topic, payload, receivedAt: epochMilliseconds(receivedAt[at] ?? 0) });
    offset += length;
  }
  return messages;
}

/** A letter for each outcome. */
export const packOutcomes = (outcomes: readonly Outcome[]): string =>
  outcomes.map((outcome) => outcomeLetters[outcome]).join('');

export const unpackOutcomes = (letters: string): Outcome[] =>
  Array.from(letters, (letter) => {
    const outcome = outcomeOf.get(letter);
    if (outcome === undefined) throw new RangeError(`${letter} stands for no outcome`);
    return outcome;
  });
