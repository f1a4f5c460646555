import { sameBytes } from '../../protocol/codec/bytes.ts';
import { MalformedError } from '../../protocol/errors.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
  linkVersion,
} from '../../protocol/link/messages.ts';

type Request = LinkMessageOf<'request'>;
type Answer = LinkMessageOf<'answer'>;
type Sealed = LinkMessageOf<'sealed-request'>;

/** After so many refusals a connection is closed (clause 6.10). */
export const maxRefusals = 8;
/** And after so many dialogues begun without anything granted. */
export const maxBeginnings = 32;

/** The car's side of an encrypted dialogue; the same inputs give the same bytes. */
export interface Channel {
  /** SHA-256 of hello and greeting (clause 6.5). */
  readonly binding: Uint8Array;
  /** Null where it is not sealed by this dialogue's phone under this counter. */
  open(counter: number, sealed: Uint8Array): Uint8Array | null;
  /** Each counter at most once. */
  seal(counter: number, plain: Uint8Array): Uint8Array;
}

/** One message of the phone, and what the car has answered it; said again on repetition. */
interface Answered {
  readonly sealed: Sealed;
  readonly reply: LinkMessage;
}

/** How much a connection has asked for without getting anything. */
interface Vain {
  readonly refusals: number;
  readonly beginnings: number;
}

interface Dialogue extends Vain {
  readonly hello: Uint8Array;
  readonly welcome: LinkMessage;
  readonly channel: Channel;
}

/** One phone's dialogue, told apart by whose turn it is (clause 6). */
export type Session =
  | ({ readonly kind: 'greeting' } & Vain)
  | ({
      readonly kind: 'ready';
      readonly nonce: Uint8Array;
      /** Of the phone's next message. */
      readonly counter: number;
      readonly last: Answered | null;
    } & Dialogue)
  | ({ readonly kind: 'deciding'; readonly sealed: Sealed; readonly nonce: Uint8Array } & Dialogue)
  | { readonly kind: 'closed' };

export const firstSession: Session = { kind: 'greeting', refusals: 0, beginnings: 0 };

export type SessionInput =
  | { readonly kind: 'message'; readonly message: LinkMessage; readonly bytes: Uint8Array }
  | { readonly kind: 'malformed' }
  /** The welcome to a hello is made. */
  | {
      readonly kind: 'begun';
      readonly hello: Uint8Array;
      readonly welcome: LinkMessage;
      readonly channel: Channel;
      readonly nonce: Uint8Array;
    }
  /** The answer to the request under way; its nonce is the next one. */
  | { readonly kind: 'decided'; readonly answer: Answer }
  /** The piece of a parcel that was asked for. */
  | { readonly kind: 'collected'; readonly reply: LinkMessageOf<'parcel-piece'> }
  /** What became of the list under way. */
  | { readonly kind: 'list-judged'; readonly reply: LinkMessageOf<'list-judged'> }
  /** The decision could not be made or told; whoever failed has said why in the log. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'silent' };

export type SessionEffect =
  /** Comes back as `begun`, or as `malformed`. */
  | { readonly kind: 'begin'; readonly hello: LinkMessageOf<'hello'>; readonly bytes: Uint8Array }
  | { readonly kind: 'send'; readonly message: LinkMessage }
  | {
      readonly kind: 'decide';
      readonly request: Request;
      readonly nonce: Uint8Array;
      readonly binding: Uint8Array;
    }
  /** Comes back as `collected`. */
  | { readonly kind: 'collect'; readonly offset: number; readonly binding: Uint8Array }
  /** Comes back as `list-judged`. */
  | { readonly kind: 'take-list'; readonly list: LinkMessageOf<'list'> }
  | { readonly kind: 'close' };

export interface SessionStep {
  readonly session: Session;
  readonly effects: readonly SessionEffect[];
}

/** The car's side of the phone link: one message at a time, each under a counter and a nonce that are good once. */
export function sessionTransition(session: Session, input: SessionInput): SessionStep {
  if (session.kind === 'closed') return { session, effects: [] };
  switch (input.kind) {
    case 'message':
      return onMessage(session, input.message, input.bytes);
    case 'malformed':
      return { session, effects: [fault('malformed')] };
    case 'begun':
      return onBegun(session, input);
    case 'decided':
      return onDecided(session, input.answer);
    case 'collected':
      return session.kind === 'deciding'
        ? replied(session, input.reply, session.nonce)
        : { session, effects: [] };
    case 'list-judged':
      return onListJudged(session, input.reply);
    case 'failed':
      return onFailed(session);
    case 'silent':
      return closed([]);
  }
}

type Open = Exclude<Session, { kind: 'closed' }>;

const closed = (effects: readonly SessionEffect[]): SessionStep => ({
  session: { kind: 'closed' },
  effects: [...effects, { kind: 'close' }],
});

function onMessage(session: Open, message: LinkMessage, bytes: Uint8Array): SessionStep {
  switch (message.type) {
    case 'hello':
      return onHello(session, message, bytes);
    case 'sealed-request':
      return onSealed(session, message);
    case 'welcome':
    case 'request':
    case 'answer':
    case 'fault':
    case 'sealed-answer':
    case 'list':
    case 'list-judged':
    case 'collect':
    case 'parcel-piece':
      return { session, effects: [fault('malformed')] };
  }
}

/** A hello at any time but in the middle of a request begins the dialogue anew; the same one gets the same welcome. */
function onHello(session: Open, hello: LinkMessageOf<'hello'>, bytes: Uint8Array): SessionStep {
  if (session.kind === 'deciding') return { session, effects: [fault('busy')] };
  if (!hello.versions.includes(linkVersion)) return closed([fault('version-not-spoken')]);
  if (session.kind === 'ready' && sameBytes(session.hello, bytes))
    return { session, effects: [{ kind: 'send', message: session.welcome }] };
  if (session.beginnings >= maxBeginnings) return closed([]);
  return { session, effects: [{ kind: 'begin', hello, bytes }] };
}

function onBegun(session: Open, input: Extract<SessionInput, { kind: 'begun' }>): SessionStep {
  const { hello, welcome, channel, nonce } = input;
  const { refusals } = session;
  const beginnings = session.beginnings + 1;
  return {
    session: { kind: 'ready', hello, welcome, channel, nonce, counter: 1, last: null, refusals, beginnings },
    effects: [{ kind: 'send', message: welcome }],
  };
}

/** While a message is decided nothing else is looked at: its answer will need the next counter. */
function onSealed(session: Open, sealed: Sealed): SessionStep {
  switch (session.kind) {
    case 'greeting':
      return { session, effects: [fault('hello-missing')] };
    case 'deciding':
      return { session, effects: [] };
    case 'ready':
      if (session.last !== null && isSame(session.last.sealed, sealed))
        return { session, effects: [{ kind: 'send', message: session.last.reply }] };
      return opened(session, sealed);
  }
}

type Ready = Extract<Session, { kind: 'ready' }>;

/** Of another dialogue, out of turn, or forged: it is not looked at, and whoever sent it has to begin anew. */
function opened(session: Ready, sealed: Sealed): SessionStep {
  const { channel, counter } = session;
  const plain = sealed.counter === counter ? channel.open(counter, sealed.ciphertext) : null;
  if (plain === null) return inVain(session, [fault('hello-missing')]);
  const message = readMessage(plain);
  switch (message?.type) {
    case 'request':
      return onRequest(session, sealed, message);
    case 'list':
      return deciding(session, sealed, { kind: 'take-list', list: message });
    case 'collect':
      return deciding(session, sealed, {
        kind: 'collect',
        offset: message.offset,
        binding: session.channel.binding,
      });
    default:
      return notUnderstood(session, sealed);
  }
}

function onRequest(session: Ready, sealed: Sealed, request: Request): SessionStep {
  const { channel, nonce } = session;
  return deciding(session, sealed, { kind: 'decide', request, nonce, binding: channel.binding });
}

function deciding(session: Ready, sealed: Sealed, effect: SessionEffect): SessionStep {
  const { hello, welcome, channel, nonce, refusals, beginnings } = session;
  return {
    session: { kind: 'deciding', sealed, nonce, hello, welcome, channel, refusals, beginnings },
    effects: [effect],
  };
}

function notUnderstood(session: Ready, sealed: Sealed): SessionStep {
  const reply = sealedReply(session.channel, sealed, faultMessage('malformed'));
  const next: Session = { ...session, counter: session.counter + 1, last: { sealed, reply } };
  return inVain(next, [{ kind: 'send', message: reply }]);
}

function inVain(session: Ready, effects: readonly SessionEffect[]): SessionStep {
  const refusals = session.refusals + 1;
  return refusals >= maxRefusals ? closed(effects) : { session: { ...session, refusals }, effects };
}

function onDecided(session: Open, answer: Answer): SessionStep {
  if (session.kind !== 'deciding') return { session, effects: [] };
  const { session: ready, effects } = replied(session, answer, answer.nonce);
  return answer.verdict === 'granted'
    ? { session: { ...ready, beginnings: 0 }, effects }
    : inVain(ready, effects);
}

function onListJudged(session: Open, reply: LinkMessageOf<'list-judged'>): SessionStep {
  if (session.kind !== 'deciding') return { session, effects: [] };
  const step = replied(session, reply, session.nonce);
  return reply.outcome === 'refused' ? inVain(step.session, step.effects) : step;
}

/** The phone's turn again, over this nonce. */
function replied(
  { sealed, hello, welcome, channel, refusals, beginnings }: Extract<Session, { kind: 'deciding' }>,
  message: LinkMessage,
  nonce: Uint8Array,
): { readonly session: Ready; readonly effects: readonly SessionEffect[] } {
  const reply = sealedReply(channel, sealed, message);
  const counter = sealed.counter + 1;
  const last = { sealed, reply };
  return {
    session: { kind: 'ready', hello, welcome, channel, nonce, counter, last, refusals, beginnings },
    effects: [{ kind: 'send', message: reply }],
  };
}

/** Nobody knows what has happened, nor whether the nonce is used up: the phone begins with hello on a new connection. */
function onFailed(session: Open): SessionStep {
  if (session.kind !== 'deciding') return closed([fault('internal')]);
  const { channel, sealed } = session;
  return closed([{ kind: 'send', message: sealedReply(channel, sealed, faultMessage('internal')) }]);
}

/** Under the counter of what it answers, so that it answers nothing else (clause 6.7). */
const sealedReply = (channel: Channel, { counter }: Sealed, message: LinkMessage): LinkMessage => ({
  type: 'sealed-answer',
  counter,
  ciphertext: channel.seal(counter, encodeLinkMessage(message)),
});

const isSame = (left: Sealed, right: Sealed): boolean =>
  left.counter === right.counter && sameBytes(left.ciphertext, right.ciphertext);

function readMessage(plain: Uint8Array): LinkMessage | null {
  try {
    return decodeLinkMessage(plain);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

type FaultCode = LinkMessageOf<'fault'>['fault'];

const temporaryFaults: ReadonlySet<FaultCode> = new Set<FaultCode>(['busy', 'hello-missing', 'internal']);

const faultMessage = (code: FaultCode): LinkMessage => ({
  type: 'fault',
  fault: code,
  temporary: temporaryFaults.has(code),
  mayHaveHappened: code === 'internal',
});

const fault = (code: FaultCode): SessionEffect => ({ kind: 'send', message: faultMessage(code) });
