import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  packMessages,
  packOutcomes,
  unpackMessages,
  unpackOutcomes,
} from '../../../gateway/adapters/packed-messages.ts';
import type { ArrivedMessage, Outcome } from '../../../gateway/ingest/message.ts';
import { cars, wallTimes } from '../../protocol/messages/field-values.ts';

const messages: fc.Arbitrary<ArrivedMessage[]> = fc.array(
  fc.record({
    car: cars,
    topic: fc.constantFrom<ArrivedMessage['topic']>('records', 'samples', 'losses', 'status'),
    payload: fc.uint8Array({ maxLength: 300 }),
    receivedAt: wallTimes,
  }),
);

test('messages come out of the block as they went in', () => {
  fc.assert(
    fc.property(messages, (group) => {
      expect(unpackMessages(packMessages(group))).toEqual(group);
    }),
  );
});

test('outcomes come out as they went in', () => {
  const outcomes = fc.array(fc.constantFrom<Outcome>('stored', 'dropped', 'rejected', 'beyond', 'failed'));
  fc.assert(
    fc.property(outcomes, (all) => {
      expect(unpackOutcomes(packOutcomes(all))).toEqual(all);
    }),
  );
});
