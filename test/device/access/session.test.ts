import { describe, expect, it } from 'vitest';
import {
  type Channel,
  firstSession,
  maxBeginnings,
  maxRefusals,
  type SessionInput,
  type SessionStep,
  sessionTransition,
} from '../../../device/access/session.ts';
import { concat } from '../../../protocol/codec/bytes.ts';
import { encodeLinkMessage, type LinkMessage, type LinkMessageOf } from '../../../protocol/link/messages.ts';

const fill = (value: number, length = 16) => new Uint8Array(length).fill(value);
const message = (content: LinkMessage): SessionInput => ({
  kind: 'message',
  message: content,
  bytes: encodeLinkMessage(content),
});
const hello = (key: number, ...versions: number[]): LinkMessageOf<'hello'> => ({
  type: 'hello',
  versions,
  agreementKey: fill(key, 64),
});
const request = (change: Partial<LinkMessageOf<'request'>> = {}) =>
  ({ type: 'request', action: 'unlock', token: fill(5, 100), proof: fill(6, 64), ...change }) as const;
const answer = (verdict: LinkMessageOf<'answer'>['verdict'], nonce = 2) =>
  ({ type: 'answer', verdict, nonce: fill(nonce) }) as const;

/** A channel whose sealing is a mark at the end, so that tests can see through it. */
const channel: Channel = {
  binding: fill(8, 32),
  open: (counter, sealed) => (sealed.at(-1) === counter ? sealed.subarray(0, -16) : null),
  seal: (counter, plain) => concat(plain, fill(counter + 100)),
};
const sealed = (counter: number, content: LinkMessage, mark = counter): SessionInput =>
  message({
    type: 'sealed-request',
    counter,
    ciphertext: concat(encodeLinkMessage(content), fill(mark)),
  });
const told = (counter: number, content: LinkMessage) => ({
  kind: 'send',
  message: {
    type: 'sealed-answer',
    counter,
    ciphertext: concat(encodeLinkMessage(content), fill(counter + 100)),
  },
});

const faultMessage = (fault: LinkMessageOf<'fault'>['fault'], temporary: boolean): LinkMessage => ({
  type: 'fault',
  fault,
  temporary,
  mayHaveHappened: fault === 'internal',
});
const fault = (code: LinkMessageOf<'fault'>['fault'], temporary: boolean) => ({
  kind: 'send',
  message: faultMessage(code, temporary),
});

const welcome = (nonce: number): LinkMessage => ({
  type: 'welcome',
  greeting: fill(nonce, 100),
  signature: fill(nonce, 64),
});
const begun = (key: number, nonce: number): SessionInput => ({
  kind: 'begun',
  hello: encodeLinkMessage(hello(key, 1)),
  welcome: welcome(nonce),
  channel,
  nonce: fill(nonce),
});
const greeted = [message(hello(1, 1)), begun(1, 1)];
const decided = (verdict: LinkMessageOf<'answer'>['verdict'], nonce = 2): SessionInput => ({
  kind: 'decided',
  answer: answer(verdict, nonce),
});

/** Where these inputs lead from the first word on, and what the last of them makes the car do. */
function outcomeOf(...inputs: readonly SessionInput[]): SessionStep {
  let step: SessionStep = { session: firstSession, effects: [] };
  for (const input of inputs) step = sessionTransition(step.session, input);
  return step;
}

describe('hello (clause 6.3)', () => {
  it('begins a dialogue, whose welcome is sent', () => {
    const first = message(hello(1, 7, 1));
    expect(outcomeOf(first).effects).toMatchObject([{ kind: 'begin', hello: { versions: [7, 1] } }]);
    const { session, effects } = outcomeOf(first, begun(1, 3));
    expect(session).toMatchObject({ kind: 'ready', nonce: fill(3), counter: 1, last: null, refusals: 0 });
    expect(effects).toEqual([{ kind: 'send', message: welcome(3) }]);
  });

  it('without a common version ends it', () => {
    expect(outcomeOf(message(hello(1, 2)))).toEqual({
      session: { kind: 'closed' },
      effects: [fault('version-not-spoken', false), { kind: 'close' }],
    });
  });

  it('with the same bytes again gets the same welcome again (clause 6.10)', () => {
    const { session, effects } = outcomeOf(...greeted, message(hello(1, 1)));
    expect(effects).toEqual([{ kind: 'send', message: welcome(1) }]);
    expect(session).toEqual(outcomeOf(...greeted).session);
  });

  it('under another key begins anew, but does not wash refusals off', () => {
    const again = [message(hello(2, 1)), begun(2, 9)];
    const { session } = outcomeOf(...greeted, sealed(1, request()), decided('expired'), ...again);
    expect(session).toMatchObject({ kind: 'ready', nonce: fill(9), counter: 1, last: null, refusals: 1 });
  });

  it('in the middle of a request finds the car busy', () => {
    const { session, effects } = outcomeOf(...greeted, sealed(1, request()), message(hello(2, 1)));
    expect(session.kind).toBe('deciding');
    expect(effects).toEqual([fault('busy', true)]);
  });

  it('is missing before a first request', () => {
    expect(outcomeOf(sealed(1, request()))).toEqual({
      session: firstSession,
      effects: [fault('hello-missing', true)],
    });
  });

  it(`comes no more than ${maxBeginnings} times while nothing is granted`, () => {
    const again = Array.from({ length: maxBeginnings }, (_, at) => [message(hello(at, 1)), begun(at, 1)]);
    expect(outcomeOf(...again.flat()).session.kind).toBe('ready');
    expect(outcomeOf(...again.flat(), message(hello(99, 1)))).toEqual({
      session: { kind: 'closed' },
      effects: [{ kind: 'close' }],
    });
    const granted = [sealed(1, request()), decided('granted')];
    expect(outcomeOf(...again.flat(), ...granted, message(hello(99, 1))).session.kind).toBe('ready');
  });
});

describe('a request (clauses 6.5, 6.10)', () => {
  const over = (nonce: number) => ({
    kind: 'decide',
    request: request(),
    nonce: fill(nonce),
    binding: fill(8, 32),
  });

  it('is decided over the nonce given last and the binding of the dialogue', () => {
    expect(outcomeOf(...greeted, sealed(1, request())).effects).toEqual([over(1)]);
    const next = outcomeOf(...greeted, sealed(1, request()), decided('granted', 2), sealed(2, request()));
    expect(next.effects).toEqual([over(2)]);
  });

  it('is answered once decided, under its own counter', () => {
    const { effects } = outcomeOf(...greeted, sealed(1, request()), decided('granted'));
    expect(effects).toEqual([told(1, answer('granted'))]);
  });

  it('with the same bytes again gets the same bytes again, and nothing is done', () => {
    const once = [...greeted, sealed(1, request()), decided('expired')];
    const { session, effects } = outcomeOf(...once, sealed(1, request()));
    expect(effects).toEqual([told(1, answer('expired'))]);
    expect(session).toEqual(outcomeOf(...once).session);
  });

  it.each([
    ['with a counter that was used', sealed(1, request({ action: 'lock' }))],
    ['with a counter that is not due yet', sealed(3, request())],
    ['of another dialogue', sealed(2, request(), 77)],
  ])('%s is not looked at: the phone is to begin anew', (_, input) => {
    const once = [...greeted, sealed(1, request()), decided('granted')];
    const { session, effects } = outcomeOf(...once, input);
    expect(effects).toEqual([fault('hello-missing', true)]);
    expect(session).toMatchObject({ kind: 'ready', counter: 2, refusals: 1 });
  });

  it.each([
    ['repeated', sealed(1, request())],
    ['followed by another', sealed(2, request())],
  ])('that is %s while it is decided gets nothing yet', (_, input) => {
    expect(outcomeOf(...greeted, sealed(1, request()), input).effects).toEqual([]);
  });
});

describe('a list that the phone brings (clause 12.5)', () => {
  const list = { type: 'list', list: 'deny-list', signed: fill(4, 100) } as const;
  const judged = (outcome: 'taken' | 'refused') =>
    ({ type: 'list-judged', list: 'deny-list', outcome, number: 5 }) as const;

  it('is judged, answered under its counter, and leaves the nonce as it was', () => {
    const brought = outcomeOf(...greeted, sealed(1, list));
    expect(brought.effects).toEqual([{ kind: 'take-list', list }]);
    const { session, effects } = outcomeOf(...greeted, sealed(1, list), {
      kind: 'list-judged',
      reply: judged('taken'),
    });
    expect(effects).toEqual([told(1, judged('taken'))]);
    expect(session).toMatchObject({ kind: 'ready', nonce: fill(1), counter: 2, refusals: 0 });
  });

  it('counts as a refusal where it is refused', () => {
    const { session } = outcomeOf(...greeted, sealed(1, list), {
      kind: 'list-judged',
      reply: judged('refused'),
    });
    expect(session).toMatchObject({ kind: 'ready', refusals: 1 });
  });
});

describe('the end of a session (clause 6.10)', () => {
  it(`comes with answer ${maxRefusals} that is not granted`, () => {
    const rounds = (count: number) =>
      Array.from({ length: count }, (_, at) => [sealed(at + 1, request()), decided('expired')]).flat();
    const granted = [sealed(maxRefusals, request()), decided('granted')];
    expect(outcomeOf(...greeted, ...rounds(maxRefusals - 1), ...granted).session.kind).toBe('ready');
    expect(outcomeOf(...greeted, ...rounds(maxRefusals))).toEqual({
      session: { kind: 'closed' },
      effects: [told(maxRefusals, answer('expired')), { kind: 'close' }],
    });
  });

  it(`comes with forgery ${maxRefusals}`, () => {
    const forged = Array.from({ length: maxRefusals }, () => sealed(1, request(), 77));
    expect(outcomeOf(...greeted, ...forged)).toEqual({
      session: { kind: 'closed' },
      effects: [fault('hello-missing', true), { kind: 'close' }],
    });
  });

  it('comes with silence', () => {
    expect(outcomeOf(...greeted, { kind: 'silent' })).toEqual({
      session: { kind: 'closed' },
      effects: [{ kind: 'close' }],
    });
  });

  it('comes where a request could not be decided: it may have happened', () => {
    expect(outcomeOf(...greeted, sealed(1, request()), { kind: 'failed' })).toEqual({
      session: { kind: 'closed' },
      effects: [told(1, faultMessage('internal', true)), { kind: 'close' }],
    });
  });

  it.each<[string, SessionInput]>([
    ['hello', message(hello(1, 1))],
    ['a welcome made', begun(1, 1)],
    ['an answer', decided('granted')],
    ['silence', { kind: 'silent' }],
    ['noise', { kind: 'malformed' }],
  ])('is final: %s changes nothing', (_, input) => {
    expect(outcomeOf({ kind: 'silent' }, input)).toEqual({ session: { kind: 'closed' }, effects: [] });
  });
});

describe('what a phone may not say (clause 6.7)', () => {
  it.each<[string, SessionInput]>([
    ['what cannot be read', { kind: 'malformed' }],
    ['a request in the clear', message(request())],
    ['an answer', message(answer('granted'))],
    ['a fault', message(faultMessage('busy', true))],
    ['the car’s own answer', message({ type: 'sealed-answer', counter: 1, ciphertext: fill(1, 20) })],
  ])('%s is malformed, and the nonce stays good', (_, input) => {
    const { session, effects } = outcomeOf(...greeted, input);
    expect(effects).toEqual([fault('malformed', false)]);
    expect(session).toEqual(outcomeOf(...greeted).session);
  });

  it('what is sealed and no request is malformed, and said so under its counter', () => {
    const { session, effects } = outcomeOf(...greeted, sealed(1, answer('granted')));
    expect(effects).toEqual([told(1, faultMessage('malformed', false))]);
    expect(session).toMatchObject({ kind: 'ready', counter: 2, nonce: fill(1), refusals: 1 });
  });
});
