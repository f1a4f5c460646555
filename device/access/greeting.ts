import { counterNonce, directionLabels, transcriptBytes, welcomeBytes } from '../../protocol/link/channel.ts';
import {
  encodeGreeting,
  type Greeting,
  type LinkMessageOf,
  linkVersion,
} from '../../protocol/link/messages.ts';
import { derivedKey, drawAgreementKey, openWith, sealWith } from '../../protocol/node-agreement.ts';
import { sha256 } from '../../protocol/node-digest.ts';
import type { Random } from '../../protocol/runtime.ts';
import type { Sign } from '../../protocol/token/signed.ts';
import type { Channel } from './session.ts';

/** What the car says of itself in every welcome. */
export type OwnGreeting = Omit<Greeting, 'version' | 'versions' | 'nonce' | 'agreementKey'>;

/** Where a dialogue begins: what is said in the clear, and the channel that follows from it. */
export interface Begun {
  readonly welcome: LinkMessageOf<'welcome'>;
  readonly channel: Channel;
  /** For the first request's proof. */
  readonly nonce: Uint8Array;
}

/** Answers a hello under a fresh key (clauses 6.4, 6.5); null where the phone's key is no point of the curve. */
export function begin(
  hello: Uint8Array,
  { agreementKey }: LinkMessageOf<'hello'>,
  own: OwnGreeting,
  { random, sign }: { readonly random: Random; readonly sign: Sign },
): Begun | null {
  const fresh = drawAgreementKey(random);
  const secret = fresh.secretWith(agreementKey);
  if (secret === null) return null;
  const nonce = random.bytes(16);
  const versions = [linkVersion];
  const greeting = encodeGreeting({
    ...own,
    version: linkVersion,
    versions,
    nonce,
    agreementKey: fresh.publicKey,
  });
  const binding = sha256(transcriptBytes(hello, greeting));
  const signature = sign(welcomeBytes(binding));
  return { welcome: { type: 'welcome', greeting, signature }, channel: channelOf(secret, binding), nonce };
}

function channelOf(secret: Uint8Array, binding: Uint8Array): Channel {
  const phone = derivedKey(secret, binding, directionLabels.phone);
  const car = derivedKey(secret, binding, directionLabels.car);
  return {
    binding,
    open: (counter, sealed) => openWith(phone, counterNonce(counter), sealed),
    seal: (counter, plain) => sealWith(car, counterNonce(counter), plain),
  };
}
