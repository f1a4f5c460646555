import { MalformedError } from '../errors.ts';
import type { CarId } from '../ids.ts';
import type { ListNumbers } from '../lists/list.ts';
import { transcriptBytes, welcomeBytes } from './channel.ts';
import {
  decodeGreeting,
  encodeLinkMessage,
  type Greeting,
  type LinkMessage,
  type LinkMessageOf,
  linkVersion,
} from './messages.ts';
import type { PhoneChannel, PhoneCrypto } from './phone-crypto.ts';
import { carFault, carNotGenuine, otherCar } from './phone-faults.ts';

/** What a phone knows of the dialogue under way. */
export interface PhoneSession {
  readonly channel: PhoneChannel;
  /** SHA-256 of hello and greeting (clause 6.5). */
  readonly binding: Uint8Array;
  /** What the next proof is made over. */
  readonly nonce: Uint8Array;
  /** Of the next message. */
  readonly counter: number;
  /** The lists that the car had when it greeted (clause 12). */
  readonly lists: ListNumbers;
}

export interface GreetOptions {
  readonly audience: CarId;
  readonly carKey: Uint8Array;
  readonly crypto: PhoneCrypto;
  readonly exchange: <Reply>(
    message: Uint8Array,
    accept: (heard: LinkMessage) => Promise<Reply | null>,
  ) => Promise<Reply>;
}

const versions: readonly number[] = [linkVersion];

/**
 * Says hello, and makes sure that the welcome is this car's own answer to it (clauses 6.3 to 6.5).
 * @throws {Fault} `car-fault`, `other-car`, `car-not-genuine`, and those of `exchange`
 */
export async function greet({ audience, carKey, crypto, exchange }: GreetOptions): Promise<PhoneSession> {
  const agreement = await crypto.agree();
  const hello = encodeLinkMessage({
    type: 'hello',
    versions: [...versions],
    agreementKey: agreement.publicKey,
  });
  const reply = await exchange(hello, async (heard) =>
    heard.type === 'welcome' || heard.type === 'fault' ? heard : null,
  );
  if (reply.type === 'fault') throw carFault(reply);
  const greeting = greetingIn(reply);
  if (greeting === null) throw carNotGenuine(audience, 'its greeting cannot be read');
  if (greeting.car !== audience) throw otherCar(greeting.car, audience);
  const binding = await crypto.digest(transcriptBytes(hello, reply.greeting));
  if (!(await crypto.verifyCar(carKey, welcomeBytes(binding), reply.signature)))
    throw carNotGenuine(audience, 'its welcome is not signed with the key of that car for this hello');
  if (greeting.version !== highestCommon(greeting.versions))
    throw carNotGenuine(audience, `version ${greeting.version} is not the highest that both speak`);
  const channel = await agreement.channelWith(greeting.agreementKey, binding);
  if (channel === null) throw carNotGenuine(audience, 'its agreement key is no point of the curve');
  const { nonce, keySet, revokedKeys, denyList } = greeting;
  const lists = { 'key-set': keySet, 'revoked-keys': revokedKeys, 'deny-list': denyList };
  return { channel, binding, nonce, counter: 1, lists };
}

const highestCommon = (theirs: readonly number[]): number =>
  Math.max(0, ...theirs.filter((version) => versions.includes(version)));

function greetingIn({ greeting }: LinkMessageOf<'welcome'>): Greeting | null {
  try {
    return decodeGreeting(greeting);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}
