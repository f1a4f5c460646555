import { describe, expect, it } from 'vitest';
import {
  maxRefusals,
  type Session,
  type SessionInput,
  type SessionStep,
  sessionTransition,
} from '../../../device/access/session.ts';
import type { LinkMessage, LinkMessageOf } from '../../../protocol/link/messages.ts';

const fill = (value: number, length = 16) => new Uint8Array(length).fill(value);
const message = (content: LinkMessage, nonce = 1): SessionInput => ({
  kind: 'message',
  message: content,
  freshNonce: fill(nonce),
});
const hello = (...versions: number[]): LinkMessage => ({ type: 'hello', versions });
const request = (number: number, change: Partial<LinkMessageOf<'request'>> = {}) =>
  ({
    type: 'request',
    request: number,
    action: 'unlock',
    token: fill(5, 100),
    proof: fill(6, 64),
    ...change,
  }) as const;
const answer = (number: number, verdict: LinkMessageOf<'answer'>['verdict'], nonce = 2) =>
  ({ type: 'answer', request: number, verdict, nonce: fill(nonce) }) as const;
const fault = (code: LinkMessageOf<'fault'>['fault'], temporary: boolean, number?: number) => ({
  kind: 'send',
  message: {
    type: 'fault',
    fault: code,
    temporary,
    mayHaveHappened: code === 'internal',
    ...(number === undefined ? {} : { request: number }),
  },
});

const greeting: Session = { kind: 'greeting' };

/** Where these inputs lead from the first word on, and what the last of them makes the car do. */
function outcomeOf(...inputs: readonly SessionInput[]): SessionStep {
  let step: SessionStep = { session: greeting, effects: [] };
  for (const input of inputs) step = sessionTransition(step.session, input);
  return step;
}

const greeted = message(hello(1));
const decided = (number: number, verdict: LinkMessageOf<'answer'>['verdict'], nonce = 2): SessionInput => ({
  kind: 'decided',
  answer: answer(number, verdict, nonce),
});

describe('hello (clause 6.3)', () => {
  it('is welcomed with a fresh nonce', () => {
    expect(outcomeOf(message(hello(7, 1), 3))).toEqual({
      session: { kind: 'ready', nonce: fill(3), last: null, refusals: 0 },
      effects: [{ kind: 'welcome', nonce: fill(3) }],
    });
  });

  it('without a common version ends it', () => {
    expect(outcomeOf(message(hello(2)))).toEqual({
      session: { kind: 'closed' },
      effects: [fault('version-not-spoken', false), { kind: 'close' }],
    });
  });

  it('again begins anew, but does not wash refusals off', () => {
    const { session } = outcomeOf(greeted, message(request(1)), decided(1, 'expired'), message(hello(1), 9));
    expect(session).toEqual({ kind: 'ready', nonce: fill(9), last: null, refusals: 1 });
  });

  it('in the middle of a request finds the car busy', () => {
    const { session, effects } = outcomeOf(greeted, message(request(1)), message(hello(1)));
    expect(session.kind).toBe('deciding');
    expect(effects).toEqual([fault('busy', true)]);
  });

  it('is missing before a first request', () => {
    expect(outcomeOf(message(request(4)))).toEqual({
      session: greeting,
      effects: [fault('hello-missing', false, 4)],
    });
  });
});

describe('a request (clauses 6.5, 6.10)', () => {
  it('is decided over the nonce given last', () => {
    expect(outcomeOf(greeted, message(request(1))).effects).toEqual([
      { kind: 'decide', request: request(1), nonce: fill(1) },
    ]);
    const { effects } = outcomeOf(
      greeted,
      message(request(1)),
      decided(1, 'granted', 2),
      message(request(2)),
    );
    expect(effects).toEqual([{ kind: 'decide', request: request(2), nonce: fill(2) }]);
  });

  it('is answered once decided', () => {
    const { effects } = outcomeOf(greeted, message(request(1)), decided(1, 'granted'));
    expect(effects).toEqual([{ kind: 'send', message: answer(1, 'granted') }]);
  });

  it('with the same bytes again gets the same answer again, and nothing is done', () => {
    const { effects } = outcomeOf(greeted, message(request(1)), decided(1, 'expired'), message(request(1)));
    expect(effects).toEqual([{ kind: 'send', message: answer(1, 'expired') }]);
  });

  it.each([{ action: 'lock' }, { proof: fill(7, 64) }, { token: fill(7, 100) }] as const)(
    'with the same number and %o is another one',
    (change) => {
      const again = request(1, change);
      const { effects } = outcomeOf(greeted, message(request(1)), decided(1, 'expired'), message(again));
      expect(effects).toEqual([{ kind: 'decide', request: again, nonce: fill(2) }]);
    },
  );

  it('that is repeated while it is decided gets nothing yet', () => {
    expect(outcomeOf(greeted, message(request(1)), message(request(1))).effects).toEqual([]);
  });

  it('while another one is decided finds the car busy', () => {
    const { effects } = outcomeOf(greeted, message(request(1)), message(request(2)));
    expect(effects).toEqual([fault('busy', true, 2)]);
  });
});

describe('the end of a session (clause 6.10)', () => {
  it(`comes with answer ${maxRefusals} that is not granted`, () => {
    const rounds = (count: number) =>
      Array.from({ length: count }, (_, at) => [message(request(at)), decided(at, 'expired')]).flat();
    const granted = [message(request(99)), decided(99, 'granted')];
    expect(outcomeOf(greeted, ...rounds(maxRefusals - 1), ...granted).session.kind).toBe('ready');
    expect(outcomeOf(greeted, ...rounds(maxRefusals))).toEqual({
      session: { kind: 'closed' },
      effects: [{ kind: 'send', message: answer(maxRefusals - 1, 'expired') }, { kind: 'close' }],
    });
  });

  it('comes with silence', () => {
    expect(outcomeOf(greeted, { kind: 'silent' })).toEqual({
      session: { kind: 'closed' },
      effects: [{ kind: 'close' }],
    });
  });

  it('comes where a request could not be decided: it may have happened', () => {
    expect(outcomeOf(greeted, message(request(3)), { kind: 'failed' })).toEqual({
      session: { kind: 'closed' },
      effects: [fault('internal', true, 3), { kind: 'close' }],
    });
  });

  it.each<[string, SessionInput]>([
    ['hello', greeted],
    ['an answer', decided(1, 'granted')],
    ['silence', { kind: 'silent' }],
    ['noise', { kind: 'malformed' }],
  ])('is final: %s changes nothing', (_, input) => {
    expect(outcomeOf({ kind: 'silent' }, input)).toEqual({ session: { kind: 'closed' }, effects: [] });
  });
});

describe('what a phone may not say (clause 6.7)', () => {
  it.each<[string, SessionInput]>([
    ['what cannot be read', { kind: 'malformed' }],
    ['an answer', message(answer(1, 'granted'))],
    ['a fault', message({ type: 'fault', fault: 'busy', temporary: true, mayHaveHappened: false })],
  ])('%s is malformed, and the nonce stays good', (_, input) => {
    const { session, effects } = outcomeOf(greeted, input);
    expect(effects).toEqual([fault('malformed', false)]);
    expect(session).toEqual(outcomeOf(greeted).session);
  });
});
