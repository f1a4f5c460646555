import { concat, sameBytes } from '../../../protocol/codec/bytes.ts';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import { type CborMap, CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { encodeFrame } from '../../../protocol/link/frame.ts';
import {
  decodeLinkMessage,
  encodeLinkMessage,
  type LinkMessage,
  type LinkMessageOf,
} from '../../../protocol/link/messages.ts';
import type { SeededRandom } from '../../../simulator/kernel/random.ts';
import type { CarUnderFire } from './car-under-fire.ts';
import { changedAt, changedEncoding, changedItem } from './other-items.ts';
import { goodRights, otherRights, type Right } from './rights.ts';

/** Whether relays have to move for an input, may, or must not. */
export type Due = 'opens' | 'may-open' | 'stays-shut';

/** Says one input to the car. */
export type Say = (car: CarUnderFire, random: SeededRandom) => Promise<Due>;

export interface Kind {
  readonly name: string;
  /** Of a thousand inputs. */
  readonly weight: number;
  readonly say: Say;
}

const attack =
  (say: (car: CarUnderFire, random: SeededRandom) => Promise<unknown>): Say =>
  async (car, random) => {
    await say(car, random);
    return 'stays-shut';
  };

const goodRequest = (car: CarUnderFire, random: SeededRandom): LinkMessageOf<'request'> =>
  car.request(random.pick(goodRights), 'unlock');
const someFrame = (car: CarUnderFire, random: SeededRandom): Uint8Array =>
  encodeFrame(random.pick(car.recorded));

/** In fragments, with noise before it; what others left unended on the link is ended first. */
async function sayValid(car: CarUnderFire, random: SeededRandom): Promise<Due> {
  await car.say(Uint8Array.of(0xc0));
  const sealed = encodeLinkMessage(car.dialogue.sealed(goodRequest(car, random)));
  const frame = concat(random.bytes(random.int(0, 9)), encodeFrame(sealed));
  const cut = random.int(1, frame.length - 1);
  car.recorded.push(sealed);
  await car.say(frame.slice(0, cut));
  const [reply] = await car.say(frame.slice(cut));
  if (reply !== undefined) car.dialogue.opened(reply);
  return 'opens';
}

/** What a phone with all its keys seals, but for a change. */
async function sayNearRequest(car: CarUnderFire, random: SeededRandom): Promise<Due> {
  const good = goodRequest(car, random);
  const bytes = encodeLinkMessage(good);
  const near = random.chance(0.7)
    ? encode(changedItem(decode(bytes), random))
    : changedEncoding(bytes, random);
  await car.saySealed(near.length === 0 ? Uint8Array.of(0) : near.slice(0, 1_900));
  return isSameRequest(near, good) ? 'may-open' : 'stays-shut';
}

/** A key that only newer phones send takes no right away. */
function isSameRequest(bytes: Uint8Array, { action, token, proof }: LinkMessageOf<'request'>): boolean {
  const read = readMessage(bytes);
  return (
    read?.type === 'request' &&
    read.action === action &&
    sameBytes(read.token, token) &&
    sameBytes(read.proof, proof)
  );
}

function readMessage(bytes: Uint8Array): LinkMessage | null {
  try {
    return decodeLinkMessage(bytes);
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

/** A token with a change, which its phone proves as if it were good. */
async function sayNearToken(car: CarUnderFire, random: SeededRandom): Promise<unknown> {
  const { token, phone } = random.pick(goodRights);
  const near = random.chance(0.5) ? withOtherClaims(token, random) : nearToken(token, random);
  if (near.length === 0 || near.length > 512 || sameBytes(near, token))
    return car.say(someFrame(car, random));
  return car.saySealed(encodeLinkMessage(car.request({ token: near, phone }, 'unlock')));
}

const nearToken = (token: Uint8Array, random: SeededRandom): Uint8Array =>
  random.chance(0.6) ? encode(changedItem(decode(token), random)) : changedEncoding(token, random);

/** Claims of the right form under the signature of others: only the verifier can tell. */
function withOtherClaims(token: Uint8Array, random: SeededRandom): Uint8Array {
  const item = decode(token);
  const parts: readonly CborValue[] = item instanceof CborTag && Array.isArray(item.value) ? item.value : [];
  const payload = parts[2] instanceof Uint8Array ? decode(parts[2]) : null;
  if (!(payload instanceof Map)) throw new Error('no token');
  return encode(new CborTag(18, parts.with(2, encode(otherClaims(payload, random)))));
}

function otherClaims(claims: CborMap, random: SeededRandom): CborMap {
  const time = () => random.int(0, 0xffff_ffff);
  const [key, item]: readonly [number, CborValue] = random.pick([
    [2, random.pick(['somebody', 'me'])],
    [3, random.pick(['car-1', 'car-0007'])],
    [4, time()],
    [5, time()],
    [6, time()],
    [7, random.bytes(8)],
    [9, Uint8Array.of(1, 2, 3, 4, 5, 6)],
  ]);
  return new Map([...claims, [key, item]]);
}

/** A genuine token that is not for this, or a good one without its phone. */
function sayWithoutRight(car: CarUnderFire, random: SeededRandom): Promise<unknown> {
  if (random.chance(0.5)) return ask(car, random.pick(otherRights));
  const good = goodRequest(car, random);
  const proof = random.pick([
    () => changedAt(good.proof, random),
    () => random.bytes(64),
    () => car.request({ ...random.pick(goodRights), token: good.token }, 'lock').proof,
    () => car.request(random.pick(goodRights), 'unlock', { nonce: random.bytes(16) }).proof,
  ])();
  return car.saySealed(encodeLinkMessage({ ...good, proof }));
}

const ask = (car: CarUnderFire, right: Right): Promise<unknown> =>
  car.saySealed(encodeLinkMessage(car.request(right, 'unlock')));

/** Ways to say again what was said before, or what was said elsewhere. */
const again: readonly ((car: CarUnderFire, random: SeededRandom) => Promise<unknown>)[] = [
  (car, random) => car.say(someFrame(car, random)),
  (car, random) => car.sayMessage(reflected(random.pick(car.recorded))),
  (car, random) => car.say(concat(...random.shuffled(car.recorded).slice(0, 3).map(encodeFrame))),
  (car, random) => {
    const ahead = car.dialogue.counter + random.int(1, 3);
    const early = encodeLinkMessage(car.dialogue.sealed(goodRequest(car, random), ahead));
    return car.say(encodeFrame(early));
  },
  (car, random) => {
    const { otherDialogue } = car;
    return car.sayMessage(
      encodeLinkMessage(otherDialogue.sealed(goodRequest(car, random), random.int(1, 3))),
    );
  },
];

/** Proofs over what the car gave in another dialogue; each costs it as many checks as it keeps nonces. */
const otherProofs: readonly ((car: CarUnderFire, random: SeededRandom) => Promise<unknown>)[] = [
  (car, random) => askOver(car, random, { nonce: car.otherDialogue.nonce }),
  (car, random) => askOver(car, random, { binding: car.otherDialogue.binding }),
  (car, random) => askOver(car, random, car.otherDialogue),
];

const askOver = (
  car: CarUnderFire,
  random: SeededRandom,
  over: { readonly nonce?: Uint8Array; readonly binding?: Uint8Array },
): Promise<unknown> => {
  const { nonce = car.dialogue.nonce, binding = car.dialogue.binding } = over;
  return car.saySealed(encodeLinkMessage(car.request(random.pick(goodRights), 'unlock', { nonce, binding })));
};

/** The car's sealed words as if a phone had said them, and the other way round. */
function reflected(message: Uint8Array): Uint8Array {
  const read = decodeLinkMessage(message);
  if (read.type === 'sealed-answer')
    return encodeLinkMessage({ ...read, type: 'sealed-request', counter: read.counter + 1 });
  return read.type === 'sealed-request' ? encodeLinkMessage({ ...read, type: 'sealed-answer' }) : message;
}

const flips = (frame: Uint8Array, random: SeededRandom): Uint8Array =>
  Array.from({ length: random.int(1, 3) }).reduce<Uint8Array>((bytes) => changedAt(bytes, random), frame);

/** Everything that is said to the car. */
export const kinds: readonly Kind[] = [
  { name: 'noise', weight: 440, say: attack((car, random) => car.say(random.bytes(random.int(1, 60)))) },
  {
    name: 'noise in frames',
    weight: 180,
    say: attack((car, random) => car.say(encodeFrame(random.bytes(random.int(1, 60))))),
  },
  {
    name: 'frames with bits changed',
    weight: 160,
    say: attack((car, random) => car.say(flips(someFrame(car, random), random))),
  },
  {
    name: 'frames cut, grown and joined',
    weight: 120,
    say: attack((car, random) => car.say(changedEncoding(someFrame(car, random), random))),
  },
  {
    name: 'messages with other items',
    weight: 60,
    say: attack((car, random) =>
      car.say(encodeFrame(encode(changedItem(decode(random.pick(car.recorded)), random)).slice(0, 2_048))),
    ),
  },
  { name: 'sealed requests with other items', weight: 8, say: sayNearRequest },
  { name: 'tokens with other items', weight: 6, say: attack(sayNearToken) },
  { name: 'genuine tokens without a right', weight: 2, say: attack(sayWithoutRight) },
  {
    name: 'said before, or elsewhere',
    weight: 15,
    say: attack((car, random) => random.pick(again)(car, random)),
  },
  {
    name: 'proofs of another dialogue',
    weight: 1,
    say: attack((car, random) => random.pick(otherProofs)(car, random)),
  },
  { name: 'valid', weight: 11, say: sayValid },
];
