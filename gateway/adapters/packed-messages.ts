import type { CarId } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import type { ArrivedMessage, UplinkTopic } from '../ingest/message.ts';

/** A group of messages as one block of bytes and a few numbers: between threads, objects cost more than what they say. */
export interface PackedMessages {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: Uint32Array<ArrayBuffer>;
  readonly receivedAt: Float64Array<ArrayBuffer>;
  readonly cars: readonly CarId[];
  readonly topics: readonly UplinkTopic[];
}

/** Copies the payloads; the result may be handed over with `buffersOf`. */
export function packMessages(messages: readonly ArrivedMessage[]): PackedMessages {
  const bytes = new Uint8Array(messages.reduce((sum, { payload }) => sum + payload.length, 0));
  let offset = 0;
  for (const { payload } of messages) {
    bytes.set(payload, offset);
    offset += payload.length;
  }
  return {
    bytes,
    lengths: Uint32Array.from(messages, ({ payload }) => payload.length),
    receivedAt: Float64Array.from(messages, ({ receivedAt }) => receivedAt),
    cars: messages.map(({ car }) => car),
    topics: messages.map(({ topic }) => topic),
  };
}

/** What need not be copied on the way to another thread. */
export const buffersOf = ({ bytes, lengths, receivedAt }: PackedMessages): ArrayBuffer[] => [
  bytes.buffer,
  lengths.buffer,
  receivedAt.buffer,
];

/** The payloads are parts of one block. */
export function unpackMessages({
  bytes,
  lengths,
  receivedAt,
  cars,
  topics,
}: PackedMessages): ArrivedMessage[] {
  const messages: ArrivedMessage[] = [];
  let offset = 0;
  for (const [at, car] of cars.entries()) {
    const end = offset + (lengths[at] ?? 0);
    const topic = topics[at];
    if (topic === undefined) throw new RangeError(`a message without a topic among ${cars.length}`);
    const payload = bytes.subarray(offset, end);
    messages.push({ car, topic, payload, receivedAt: epochMilliseconds(receivedAt[at] ?? 0) });
    offset = end;
  }
  return messages;
}
