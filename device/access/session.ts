import { type LinkMessage, type LinkMessageOf, linkVersion } from '../../protocol/link/messages.ts';

type Request = LinkMessageOf<'request'>;
type Answer = LinkMessageOf<'answer'>;

/** After so many refusals a connection is closed (clause 6.10). */
export const maxRefusals = 8;

interface Answered {
  readonly request: Request;
  readonly answer: Answer;
}

/** One phone's dialogue, told apart by whose turn it is (clause 6). */
export type Session =
  | { readonly kind: 'greeting' }
  | {
      readonly kind: 'ready';
      readonly nonce: Uint8Array;
      readonly last: Answered | null;
      readonly refusals: number;
    }
  | { readonly kind: 'deciding'; readonly request: Request; readonly refusals: number }
  | { readonly kind: 'closed' };

export type SessionInput =
  | { readonly kind: 'message'; readonly message: LinkMessage; readonly freshNonce: Uint8Array }
  | { readonly kind: 'malformed' }
  /** The answer to the request under way; its nonce is the next one. */
  | { readonly kind: 'decided'; readonly answer: Answer }
  /** The decision could not be made or told; whoever failed has said why in the log. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'silent' };

export type SessionEffect =
  | { readonly kind: 'welcome'; readonly nonce: Uint8Array }
  | { readonly kind: 'send'; readonly message: LinkMessage }
  | { readonly kind: 'decide'; readonly request: Request; readonly nonce: Uint8Array }
  | { readonly kind: 'close' };

export interface SessionStep {
  readonly session: Session;
  readonly effects: readonly SessionEffect[];
}

/** The car's side of the phone link: one request at a time, each under a nonce that is good once. */
export function sessionTransition(session: Session, input: SessionInput): SessionStep {
  if (session.kind === 'closed') return { session, effects: [] };
  switch (input.kind) {
    case 'message':
      return onMessage(session, input.message, input.freshNonce);
    case 'malformed':
      return { session, effects: [fault('malformed', false)] };
    case 'decided':
      return onDecided(session, input.answer);
    case 'failed':
      return onFailed(session);
    case 'silent':
      return { session: { kind: 'closed' }, effects: [{ kind: 'close' }] };
  }
}

type Open = Exclude<Session, { kind: 'closed' }>;

function onMessage(session: Open, message: LinkMessage, freshNonce: Uint8Array): SessionStep {
  switch (message.type) {
    case 'hello':
      return onHello(session, message, freshNonce);
    case 'request':
      return onRequest(session, message);
    case 'welcome':
    case 'answer':
    case 'fault':
      return { session, effects: [fault('malformed', false)] };
  }
}

/** A hello at any time but in the middle of a request begins the dialogue anew. */
function onHello(session: Open, hello: LinkMessageOf<'hello'>, nonce: Uint8Array): SessionStep {
  if (session.kind === 'deciding') return { session, effects: [fault('busy', true)] };
  if (!hello.versions.includes(linkVersion)) {
    return { session: { kind: 'closed' }, effects: [fault('version-not-spoken', false), { kind: 'close' }] };
  }
  const refusals = session.kind === 'ready' ? session.refusals : 0;
  return { session: { kind: 'ready', nonce, last: null, refusals }, effects: [{ kind: 'welcome', nonce }] };
}

function onRequest(session: Open, request: Request): SessionStep {
  switch (session.kind) {
    case 'greeting':
      return { session, effects: [fault('hello-missing', false, request.request)] };
    case 'deciding':
      return isSame(session.request, request)
        ? { session, effects: [] }
        : { session, effects: [fault('busy', true, request.request)] };
    case 'ready':
      if (session.last !== null && isSame(session.last.request, request)) {
        return { session, effects: [{ kind: 'send', message: session.last.answer }] };
      }
      return {
        session: { kind: 'deciding', request, refusals: session.refusals },
        effects: [{ kind: 'decide', request, nonce: session.nonce }],
      };
  }
}

function onDecided(session: Open, answer: Answer): SessionStep {
  if (session.kind !== 'deciding') return { session, effects: [] };
  const refusals = session.refusals + (answer.verdict === 'granted' ? 0 : 1);
  const send: SessionEffect = { kind: 'send', message: answer };
  if (refusals >= maxRefusals) return { session: { kind: 'closed' }, effects: [send, { kind: 'close' }] };
  const last = { request: session.request, answer };
  return { session: { kind: 'ready', nonce: answer.nonce, last, refusals }, effects: [send] };
}

/** Nobody knows what has happened, nor whether the nonce is used up: the phone begins with hello on a new connection. */
function onFailed(session: Open): SessionStep {
  const request = session.kind === 'deciding' ? session.request.request : undefined;
  return { session: { kind: 'closed' }, effects: [fault('internal', true, request), { kind: 'close' }] };
}

/** A repeated request has the same number and, since the proof covers all of it, the same proof. */
const isSame = (left: Request, right: Request): boolean =>
  left.request === right.request &&
  left.action === right.action &&
  equal(left.proof, right.proof) &&
  equal(left.token, right.token);

const equal = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && left.every((byte, at) => byte === right[at]);

function fault(code: LinkMessageOf<'fault'>['fault'], temporary: boolean, request?: number): SessionEffect {
  const message: LinkMessage = {
    type: 'fault',
    fault: code,
    temporary,
    mayHaveHappened: code === 'internal',
    ...(request === undefined ? {} : { request }),
  };
  return { kind: 'send', message };
}
