import fc from 'fast-check';
import type { LinkMessage, LinkMessageOf } from '../../../protocol/link/messages.ts';
import { actions, checklistItems, clockQualities, verdicts } from '../../../protocol/messages/words.ts';
import {
  bytesOf,
  cars,
  counts,
  distances,
  reservations,
  seqs,
  wallTimes,
  wordsOf,
} from '../messages/field-values.ts';

/** Arbitrary messages of the phone link (clause 6.2). */
export const linkMessageValues: {
  readonly [Name in LinkMessage['type']]: fc.Arbitrary<LinkMessageOf<Name>>;
} = {
  hello: fc.record({ type: fc.constant('hello'), versions: fc.array(seqs, { minLength: 1, maxLength: 16 }) }),
  welcome: fc.record({
    type: fc.constant('welcome'),
    version: seqs,
    car: cars,
    nonce: bytesOf(16),
    clockQuality: wordsOf(clockQualities),
    wallTime: wallTimes,
  }),
  request: fc.record({
    type: fc.constant('request'),
    request: counts,
    action: wordsOf(actions),
    token: fc.uint8Array({ minLength: 1, maxLength: 512 }),
    proof: bytesOf(64),
  }),
  answer: fc.record(
    {
      type: fc.constant('answer'),
      request: counts,
      verdict: wordsOf(verdicts),
      nonce: bytesOf(16),
      doorsLocked: fc.boolean(),
      missing: fc.array(wordsOf(checklistItems), { maxLength: 16 }),
      rental: reservations,
      odometerMetres: distances,
      openedAt: wallTimes,
    },
    { requiredKeys: ['type', 'request', 'verdict', 'nonce'] },
  ),
  fault: fc.record(
    {
      type: fc.constant('fault'),
      fault: fc.constantFrom('version-not-spoken', 'hello-missing', 'malformed', 'busy', 'internal'),
      temporary: fc.boolean(),
      mayHaveHappened: fc.boolean(),
      request: counts,
    },
    { requiredKeys: ['type', 'fault', 'temporary', 'mayHaveHappened'] },
  ),
};
