import fc from 'fast-check';
import {
  encodeGreeting,
  type Greeting,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import { listKinds } from '../../../protocol/lists/list.ts';
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

/** What a car says of itself in its welcome. */
export const greetingValues: fc.Arbitrary<Greeting> = fc.record({
  version: seqs,
  car: cars,
  nonce: bytesOf(16),
  clockQuality: wordsOf(clockQualities),
  wallTime: wallTimes,
  versions: fc.array(seqs, { minLength: 1, maxLength: 4 }),
  agreementKey: bytesOf(64),
  keySet: counts,
  revokedKeys: counts,
  denyList: counts,
});

/** Arbitrary messages of the phone link (clause 6.2). */
export const linkMessageValues: {
  readonly [Name in LinkMessage['type']]: fc.Arbitrary<LinkMessageOf<Name>>;
} = {
  hello: fc.record({
    type: fc.constant('hello'),
    versions: fc.array(seqs, { minLength: 1, maxLength: 16 }),
    agreementKey: bytesOf(64),
  }),
  welcome: fc.record({
    type: fc.constant('welcome'),
    greeting: greetingValues.map(encodeGreeting),
    signature: bytesOf(64),
  }),
  request: fc.record({
    type: fc.constant('request'),
    action: wordsOf(actions),
    token: fc.uint8Array({ minLength: 1, maxLength: 512 }),
    proof: bytesOf(64),
  }),
  answer: fc.record(
    {
      type: fc.constant('answer'),
      verdict: wordsOf(verdicts),
      nonce: bytesOf(16),
      doorsLocked: fc.boolean(),
      fuelCardPin: fc.stringMatching(/^[0-9]{4,12}$/),
      missing: fc.array(wordsOf(checklistItems), { maxLength: 16 }),
      rental: reservations,
      odometerMetres: distances,
      openedAt: wallTimes,
      receipt: fc.uint8Array({ minLength: 1, maxLength: 1_024 }),
    },
    { requiredKeys: ['type', 'verdict', 'nonce'] },
  ),
  fault: fc.record({
    type: fc.constant('fault'),
    fault: fc.constantFrom('version-not-spoken', 'hello-missing', 'malformed', 'busy', 'internal'),
    temporary: fc.boolean(),
    mayHaveHappened: fc.boolean(),
  }),
  'sealed-request': fc.record({
    type: fc.constant('sealed-request'),
    counter: seqs,
    ciphertext: fc.uint8Array({ minLength: 17, maxLength: 2_000 }),
  }),
  list: fc.record({
    type: fc.constant('list'),
    list: wordsOf(listKinds),
    signed: fc.uint8Array({ minLength: 1, maxLength: 1_920 }),
  }),
  'list-judged': fc.record({
    type: fc.constant('list-judged'),
    list: wordsOf(listKinds),
    outcome: fc.constantFrom('taken', 'known', 'refused'),
    number: counts,
  }),
  collect: fc.record({ type: fc.constant('collect'), offset: counts }),
  'parcel-piece': fc.record({
    type: fc.constant('parcel-piece'),
    offset: counts,
    total: counts,
    piece: fc.uint8Array({ maxLength: 1_900 }),
  }),
  'sealed-answer': fc.record({
    type: fc.constant('sealed-answer'),
    counter: seqs,
    ciphertext: fc.uint8Array({ minLength: 17, maxLength: 2_000 }),
  }),
};
